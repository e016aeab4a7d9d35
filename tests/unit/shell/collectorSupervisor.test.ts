import assert from 'node:assert/strict';
import { test } from 'node:test';
import { protocolVersion } from '../../../src/protocol/messages.js';
import type { CollectorCommand, CollectorMessage } from '../../../src/protocol/messages.js';
import { readEngineSettings } from '../../../src/protocol/settingsKeys.js';
import { CollectorSupervisor } from '../../../src/shell/collectorSupervisor.js';
import type {
    CollectorChild,
    CollectorListener,
    CollectorState,
} from '../../../src/shell/collectorSupervisor.js';
import { HandClock } from './handClock.js';

class FakeChild implements CollectorChild {
    readonly commands: CollectorCommand[] = [];
    ended = false;
    killed = false;
    deaf = false;
    readonly listener: CollectorListener;

    constructor(listener: CollectorListener) {
        this.listener = listener;
    }

    send(command: CollectorCommand): boolean {
        this.commands.push(command);
        return !this.deaf;
    }

    end(kill: boolean): void {
        this.ended = true;
        this.killed = kill;
    }

    say(message: object): void {
        this.listener.line(JSON.stringify(message));
    }

    hello(protocol = protocolVersion): void {
        this.say({ type: 'hello', protocol, version: '2.0', pid: 7 });
    }

    die(status = 1): void {
        this.listener.ended({ exit: { status }, log: ['last words'] });
    }

    get names(): string[] {
        return this.commands.map(({ command }) => command);
    }
}

function setUp(start?: (listener: CollectorListener) => CollectorChild) {
    const clock = new HandClock();
    const children: FakeChild[] = [];
    const states: CollectorState[] = [];
    const messages: CollectorMessage[] = [];
    const complaints: string[] = [];
    const supervisor = new CollectorSupervisor(
        listener => {
            if (start) return start(listener);
            const child = new FakeChild(listener);
            children.push(child);
            return child;
        },
        clock,
        readEngineSettings(() => undefined, []),
        {
            message: message => messages.push(message),
            stateChanged: state => states.push(state),
            complain: text => complaints.push(text),
        },
    );
    supervisor.start();
    const last = (): FakeChild => {
        const child = children.at(-1);
        assert.ok(child);
        return child;
    };
    return { clock, children, states, messages, complaints, supervisor, last };
}

/** Seconds until it is started again; null when it is not waiting. */
function pauseOf({ state }: CollectorSupervisor): number | null {
    return state.kind === 'restarting' ? state.seconds : null;
}

test('a collector that says hello is told what it must know', () => {
    const { supervisor, last } = setUp();
    supervisor.watch('menu', true);
    supervisor.open('firefox', 20);
    assert.deepEqual(last().names, []);
    last().hello();
    assert.equal(supervisor.state.kind, 'running');
    assert.deepEqual(last().names, ['configure', 'watch', 'open']);
});

test('it is watched for as long as anybody watches, and told so once', () => {
    const { supervisor, last } = setUp();
    last().hello();
    supervisor.watch('indicator', true);
    supervisor.watch('menu', true);
    supervisor.watch('menu', false);
    assert.deepEqual(last().names, ['configure', 'watch']);
    supervisor.watch('indicator', false);
    assert.deepEqual(last().names, ['configure', 'watch', 'watch']);
});

test('one that dies comes back after 1, 2, 4 and 8 seconds, and stays down after the fifth time', () => {
    const { clock, children, supervisor, last } = setUp();
    for (const seconds of [1, 2, 4, 8]) {
        last().hello();
        last().die();
        assert.equal(pauseOf(supervisor), seconds);
        const before = children.length;
        clock.advance(seconds * 1000 - 1);
        assert.equal(children.length, before);
        clock.advance(1);
        assert.equal(children.length, before + 1);
    }
    last().die(3);
    assert.deepEqual(supervisor.state, {
        kind: 'failed',
        failure: { reason: { kind: 'exited', status: 3 }, log: ['last words'] },
    });
    clock.advance(3_600_000);
    assert.equal(children.length, 5);
    assert.equal(clock.pending, 0);
});

test('“Try again” begins anew, and cuts a wait short', () => {
    const { clock, children, supervisor, last } = setUp();
    for (const seconds of [1, 2, 4, 8]) {
        last().die();
        clock.advance(seconds * 1000);
    }
    last().die();
    supervisor.retry();
    last().hello();
    assert.equal(supervisor.state.kind, 'running');
    last().die();
    assert.equal(pauseOf(supervisor), 1);
    supervisor.retry();
    const count = children.length;
    clock.advance(999);
    assert.equal(children.length, count);
});

test('a long healthy life makes up for earlier failures', () => {
    const { clock, supervisor, last } = setUp();
    for (const seconds of [1, 2, 4]) {
        last().die();
        clock.advance(seconds * 1000);
    }
    last().hello();
    clock.advance(60_000);
    last().die();
    assert.equal(pauseOf(supervisor), 1);
});

test('what was asked for while it was away is told to the next one', () => {
    const { clock, supervisor, last } = setUp();
    last().hello();
    supervisor.open('a', 20);
    supervisor.open('b', 20);
    supervisor.close('a');
    supervisor.pause(true);
    supervisor.filter('akamai');
    last().die();
    clock.advance(1000);
    last().hello();
    assert.deepEqual(last().names, ['configure', 'pause', 'open', 'filter']);
    assert.deepEqual(last().commands[2], { command: 'open', componentId: 'b', limit: 20 });
});

test('while it is started again, the reason why it had to be is kept', () => {
    const { clock, states, last } = setUp();
    assert.deepEqual(states, [{ kind: 'starting', failure: null }]);
    last().die(3);
    clock.advance(1000);
    assert.deepEqual(states.at(-1), {
        kind: 'starting',
        failure: { reason: { kind: 'exited', status: 3 }, log: ['last words'] },
    });
});

test('one that never says hello is ended and started again', () => {
    const { clock, children, supervisor } = setUp();
    clock.advance(15_000);
    assert.equal(children[0]?.ended, true);
    assert.equal(supervisor.state.kind, 'restarting');
});

test('one that falls silent is asked, and killed and started again when it does not answer', () => {
    const { clock, children, supervisor, last } = setUp();
    last().hello();
    clock.advance(40_000);
    assert.deepEqual(last().names, ['configure', 'ping']);
    last().say({ type: 'pong' });
    clock.advance(40_000);
    assert.deepEqual(last().names, ['configure', 'ping', 'ping'], 'an answer counts');
    clock.advance(59_999);
    assert.equal(pauseOf(supervisor), null);
    clock.advance(1);
    assert.equal(supervisor.state.kind === 'restarting' && supervisor.state.failure.reason.kind, 'silent');
    assert.equal(children[0]?.killed, true);
});

test('while somebody watches, its silence is noticed within seconds', () => {
    const { clock, supervisor, last } = setUp();
    last().hello();
    supervisor.watch('menu', true);
    clock.advance(15_000);
    assert.equal(supervisor.state.kind, 'restarting');
});

test('one that owes an answer is not asked to end', () => {
    const { clock, supervisor, last } = setUp();
    last().hello();
    clock.advance(40_000);
    supervisor.destroy();
    assert.equal(last().killed, true);
    assert.equal(clock.pending, 0);
});

test('one of another protocol is not used, and not tried again by itself', () => {
    const { clock, children, supervisor, last } = setUp();
    last().hello(protocolVersion + 1);
    assert.deepEqual(supervisor.state, {
        kind: 'failed',
        failure: { reason: { kind: 'other-protocol', version: '2.0' }, log: [] },
    });
    assert.equal(last().ended, true);
    clock.advance(60_000);
    assert.equal(children.length, 1);
});

test('one that reads no commands is started again', () => {
    const { supervisor, last } = setUp();
    last().hello();
    last().deaf = true;
    supervisor.watch('menu', true);
    assert.equal(
        supervisor.state.kind === 'restarting' && supervisor.state.failure.reason.kind,
        'not-listening',
    );
});

test('one that cannot be started at all is told of with its reason', () => {
    const { supervisor } = setUp(() => {
        throw new Error('Failed to execute child process “gjs”');
    });
    assert.equal(
        supervisor.state.kind === 'restarting' && supervisor.state.failure.reason.kind,
        'not-started',
    );
});

test('lines that cannot be used are ignored and complained of once', () => {
    const { complaints, messages, last } = setUp();
    last().hello();
    for (let turn = 0; turn < 3; turn++) {
        last().listener.line('not json');
        last().say({ type: 'weather' });
        last().say({ type: 'exported' });
    }
    assert.equal(messages.length, 1);
    assert.equal(complaints.length, 3);
});

test('nothing is taken from one that has not said hello', () => {
    const { messages, last } = setUp();
    last().say({ type: 'exported', path: null, error: null });
    assert.deepEqual(messages, []);
});

test('destroyed, it leaves no child and no timer', () => {
    for (const prepare of [
        () => undefined,
        (child: FakeChild) => child.hello(),
        (child: FakeChild) => child.die(),
    ]) {
        const { clock, supervisor, last } = setUp();
        prepare(last());
        supervisor.destroy();
        assert.equal(last().ended, true);
        assert.equal(clock.pending, 0);
    }
});
