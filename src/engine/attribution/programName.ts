import { cleanText } from '../untrustedText.js';

/** The kernel keeps this many bytes of a name (TASK_COMM_LEN less the final NUL). */
const longestComm = 15;
const longestShown = 64;

interface ProgramName {
    /** Base name of the program, or of the script that an interpreter runs. */
    readonly name: string;
    /** The interpreter where `name` is a script's. */
    readonly interpreter: string | null;
}

interface Interpreter {
    /** Options that take the next argument as their value. */
    readonly valued: readonly string[];
    /** Options whose code is on the command line: there is no script. */
    readonly inline: readonly string[];
    /** Options and words before what runs. */
    readonly target: readonly string[];
}

const shell: Interpreter = { valued: ['-o', '+o', '--rcfile', '--init-file'], inline: ['-c'], target: [] };
const script: Interpreter = { valued: [], inline: ['-e', '-E'], target: [] };
const node: Interpreter = {
    valued: ['-r', '--require', '--import', '--loader', '-C', '--conditions'],
    inline: ['-e', '--eval', '-p', '--print'],
    target: [],
};
const java: Interpreter = {
    valued: ['-cp', '-classpath', '--class-path', '-p', '--module-path', '--add-modules'],
    inline: [],
    target: ['-jar', '-m', '--module'],
};
const interpreters: ReadonlyMap<string, Interpreter> = new Map([
    [
        'gjs',
        {
            valued: ['-I', '--include-path', '-C', '--coverage-prefix'],
            inline: ['-c', '--command'],
            target: [],
        },
    ],
    ['gjs-console', { valued: ['-I', '-C'], inline: ['-c', '--command'], target: [] }],
    ['python', { valued: ['-W', '-X', '-Q'], inline: ['-c'], target: ['-m'] }],
    ['pypy', { valued: ['-W', '-X'], inline: ['-c'], target: ['-m'] }],
    ['node', node],
    ['nodejs', node],
    ['deno', { valued: ['-c', '--config'], inline: ['eval'], target: ['run'] }],
    ['bun', { ...node, target: ['run'] }],
    ['perl', { ...script, valued: ['-I', '-M'] }],
    ['ruby', { ...script, valued: ['-I', '-r', '-C'] }],
    ['php', { valued: ['-c', '-d', '-z'], inline: ['-r', '-R', '-S'], target: ['-f'] }],
    ['lua', { valued: ['-l'], inline: ['-e'], target: [] }],
    ['java', java],
    ['mono', script],
    ['dotnet', { ...script, target: ['exec'] }],
    ['bash', shell],
    ['sh', shell],
    ['dash', shell],
    ['zsh', shell],
    ['ksh', shell],
    ['fish', shell],
]);

/**
 * What to call a process. `comm` is the kernel's name of it, cut to 15 bytes; `argv` is what the process says
 * of itself, so it is believed only where it agrees with `comm`, or to name an interpreter's script.
 */
export function programName(comm: string, argv: readonly string[]): ProgramName {
    const plain = { name: cleanText(comm, longestShown), interpreter: null };
    const program = baseName(argv[0] ?? '').replace(/^-/, '');
    if (program === '') return plain;
    const interpreter = program.replace(/[0-9.]+$/, '');
    const options = interpreters.get(interpreter);
    if (options) {
        const target = scriptOf(argv.slice(1), options, interpreter === 'java');
        if (target !== '') return { name: target, interpreter };
    }
    // Setting comm is prctl(PR_SET_NAME), setting argv is writing to memory: where both agree, argv is the longer.
    return comm !== '' && program.startsWith(comm) && comm.length >= longestComm
        ? { name: cleanText(program, longestShown), interpreter: null }
        : plain;
}

function scriptOf(args: readonly string[], options: Interpreter, classes: boolean): string {
    for (let index = 0; index < args.length; index++) {
        const arg = args[index] ?? '';
        if (options.inline.includes(arg)) return '';
        if (options.target.includes(arg)) {
            const next = args[index + 1] ?? '';
            if (!next.startsWith('-')) return targetName(next, classes);
            continue;
        }
        if (options.valued.includes(arg)) index++;
        else if (arg === '--') return targetName(args[index + 1] ?? '', classes);
        else if (!arg.startsWith('-') && !arg.startsWith('+') && arg !== '') return targetName(arg, classes);
    }
    return '';
}

function targetName(target: string, classes: boolean): string {
    const name = baseName(target);
    const shown = classes && !name.endsWith('.jar') ? (name.split('.').pop() ?? name) : name;
    return cleanText(shown, longestShown);
}

function baseName(path: string): string {
    return path.slice(path.lastIndexOf('/') + 1);
}
