import GLib from 'gi://GLib?version=2.0';

/** A wall clock that the test sets, for the programs that are started with `environment`. It needs libfaketime. */
export class FakeTime {
    readonly #file = GLib.build_filenamev([GLib.get_tmp_dir(), `time-${GLib.uuid_string_random()}`]);
    #offset = 0;

    constructor() {
        this.jump(0);
    }

    get environment(): readonly string[] {
        return [
            `LD_PRELOAD=${library()}`,
            `FAKETIME_TIMESTAMP_FILE=${this.#file}`,
            'FAKETIME_NO_CACHE=1',
            'FAKETIME_DONT_FAKE_MONOTONIC=1',
        ];
    }

    /** So many seconds forth, or back. */
    jump(seconds: number): void {
        this.#offset += seconds;
        GLib.file_set_contents(
            this.#file,
            new TextEncoder().encode(`${this.#offset < 0 ? '' : '+'}${this.#offset}s\n`),
        );
    }
}

/** Where the command `faketime` has it from. */
function library(): string {
    const [, output] = GLib.spawn_command_line_sync('faketime -f +0 printenv LD_PRELOAD');
    return new TextDecoder().decode(output ?? new Uint8Array()).trim();
}
