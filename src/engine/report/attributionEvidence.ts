import type { AttributionFact } from '../attribution/facts.js';
import type { UnknownReason } from '../attribution/component.js';
import { unknownInWords } from './owners.js';
import type { Phrases } from './phrases.js';
import { listed } from './quantities.js';
import { requestKindInWords } from './requests.js';
import { fill, translated } from './sentences.js';

type Values = Readonly<Record<string, string>>;
type Sentence = (phrases: Phrases, values: Values) => string;

/** A sentence for each fact that speaks for an attribution; the values are those that `AttributionFact` lists. */
export const attributionSentences: Readonly<Record<AttributionFact, Sentence>> = {
    'user-rule': (phrases, values) =>
        // Translators: {pattern} is what the user has typed as a rule: a host, unit or process name.
        fill(phrases, phrases.gettext('You named it yourself, with a rule for “{pattern}”.'), values),
    'socket-cgroup': (phrases, values) =>
        has(values, 'unit')
            ? // Translators: {unit} is the name of a systemd unit, e.g. NetworkManager.service.
              fill(phrases, phrases.gettext('The kernel says that it was opened in the unit {unit}.'), values)
            : // Translators: a control group is the kernel's name for a set of processes; {cgroup} is its path.
              fill(
                  phrases,
                  phrases.gettext('The kernel says that it was opened in the control group {cgroup}.'),
                  values,
              ),
    'process-cgroup': (phrases, values) =>
        has(values, 'unit')
            ? fill(phrases, phrases.gettext('Its process {process} ({pid}) runs in the unit {unit}.'), values)
            : fill(
                  phrases,
                  phrases.gettext('Its process {process} ({pid}) runs in no unit of its own.'),
                  values,
              ),
    'app-id': (phrases, values) =>
        fill(phrases, phrases.gettext('The unit {unit} is named after the app {appId}.'), values),
    snap: (phrases, values) =>
        fill(phrases, phrases.gettext('The unit {unit} is that of the snap {snap}.'), values),
    'bus-name': (phrases, values) =>
        fill(phrases, phrases.gettext('The unit {unit} was started for the D-Bus name {name}.'), values),
    container: (phrases, values) =>
        // Translators: {engine} is e.g. podman or docker, {id} the name or number of a container.
        fill(phrases, phrases.gettext('It runs in a container of {engine}, {id}.'), values),
    terminal: (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('The unit {unit} is one that terminals make for what is started in them.'),
            values,
        ),
    'desktop-entry': (phrases, values) =>
        fill(phrases, phrases.gettext('Name and icon come from the desktop file of {appId}.'), values),
    'unit-description': (phrases, values) =>
        fill(phrases, phrases.gettext('The unit {unit} describes itself as “{description}”.'), values),
    'process-socket': (phrases, values) =>
        fill(phrases, phrases.gettext('The process {process} ({pid}) has the connection open.'), values),
    'only-process': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('The process {process} ({pid}) is the only one in the unit that it can be.'),
            values,
        ),
    script: (phrases, values) =>
        // Translators: {interpreter} is a program like python3 that runs the program {script}.
        fill(phrases, phrases.gettext('The process is {interpreter}, which runs {script}.'), values),
    account: (phrases, values) =>
        // Translators: {user} is the name of a user account.
        fill(phrases, phrases.gettext('It belongs to the user {user}.'), values),
    catalogue: (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('Edgewise’s catalogue of components knows it by “{value}”, as {entry}.'),
            { ...values, entry: translated(phrases, values['entry'] ?? '') },
        ),
    'host-address': (phrases, values) =>
        fill(phrases, phrases.gettext('It asks for {host}, and that name leads to {address} now.'), values),
    'host-address-before': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('It asks for {host}, and that name led to {address} a while ago.'),
            values,
        ),
    'host-name': (phrases, values) =>
        values['confirmed'] === 'yes'
            ? fill(phrases, phrases.gettext('It asks for {host}, and the far side’s name is {name}.'), values)
            : fill(
                  phrases,
                  phrases.gettext('It asks for {host}, and the far side calls itself {name}.'),
                  values,
              ),
    'canonical-name': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('It asks for {host}, and that leads to {name}, which is the far side’s name.'),
            values,
        ),
    'only-provider': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext(
                'Of all parts only this one asks for a host at {provider} on port {port}: {host}.',
            ),
            values,
        ),
    'several-parts': (phrases, values) =>
        fill(phrases, phrases.gettext('Several parts ask for that host: {parts}.'), {
            parts: names(phrases, values['parts']),
        }),
    'no-part': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext(
                'No known part asks for this host: it is {host} itself or something added to it.',
            ),
            { host: translated(phrases, values['host'] ?? '') },
        ),
    'enabled-extensions': (phrases, values) =>
        // Translators: extensions of GNOME Shell.
        fill(phrases, phrases.gettext('These extensions are enabled: {names}.'), {
            names: names(phrases, values['names']),
        }),
    'on-behalf': (phrases, values) =>
        fill(
            phrases,
            values['known'] === 'yes'
                ? phrases.gettext('It works on behalf of others; these use it now: {requesters}.')
                : phrases.gettext('It works on behalf of others; usually these use it: {requesters}.'),
            { requesters: names(phrases, values['requesters']) },
        ),
    'configured-host': (phrases, values) =>
        fill(phrases, phrases.gettext('This computer is set up to ask {host} ({file}).'), values),
    'configured-request': (phrases, values) =>
        // Translators: {what} is what is fetched, e.g. "Weather report"; {subjects} for what, e.g. "Boston (KBOS)";
        // {file} is where that is set up.
        fill(phrases, phrases.gettext('It is set up for this: {what}, {subjects} ({file}).'), {
            ...values,
            what: requestKindInWords(phrases, values['kind'] ?? ''),
        }),
    'same-endpoint': (phrases, values) =>
        fill(phrases, phrases.gettext('A short while ago {component} was connected to the same far side.'), {
            component: translated(phrases, values['component'] ?? ''),
        }),
    'endpoint-of-entry': (phrases, values) =>
        fill(
            phrases,
            phrases.gettext('Of the components that are known, {entry} asks for this far side ({host}).'),
            {
                ...values,
                entry: translated(phrases, values['entry'] ?? ''),
            },
        ),
    'several-components': (phrases, values) =>
        fill(phrases, phrases.gettext('Several components use this far side: {components}.'), {
            components: names(phrases, values['components']),
        }),
    unknown: (phrases, values) => {
        const reason = unknownReason(values['reason']);
        if (has(values, 'processes')) {
            return fill(
                phrases,
                phrases.gettext('Which program it is cannot be told; it may be one of these: {processes}.'),
                { processes: names(phrases, values['processes']) },
            );
        }
        return unknownInWords(phrases, reason);
    },
};

function has(values: Values, key: string): boolean {
    return (values[key] ?? '') !== '';
}

/** Lists come as text; each name in them may be a message of the catalogue. */
function names(phrases: Phrases, list: string | undefined): string {
    return listed(
        phrases,
        (list ?? '').split(', ').map(name => translated(phrases, name)),
    );
}

const unknownReasons: readonly UnknownReason[] = [
    'other-user',
    'kernel-only',
    'not-accepted',
    'exited',
    'no-permission',
    'closure-only',
    'not-told',
];

function unknownReason(text: string | undefined): UnknownReason {
    return unknownReasons.find(reason => reason === text) ?? 'not-told';
}
