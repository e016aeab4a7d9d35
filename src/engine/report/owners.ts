import type { Attribution, Component, ComponentKind, UnknownReason } from '../attribution/component.js';
import type { AttributionFact } from '../attribution/facts.js';
import type { Strength } from '../evidence.js';
import type { Phrases } from './phrases.js';
import { listed } from './quantities.js';
import { fill, translated } from './sentences.js';

/** The component's name as a label; a part is named with the program that it lives in. */
export function componentInWords(phrases: Phrases, component: Component): string {
    const name = translated(phrases, component.name);
    if (!component.host || isRest(component)) return name;
    // Translators: a part of a program and the program: "Weather, inside GNOME Shell".
    return fill(phrases, phrases.gettext('{part}, inside {program}'), {
        part: name,
        program: translated(phrases, component.host.name),
    });
}

/** What kind of thing a component is, as a label. */
export function componentKindInWords(phrases: Phrases, kind: ComponentKind): string {
    switch (kind) {
        case 'app':
            return phrases.gettext('App');
        case 'flatpak':
            return phrases.gettext('App (Flatpak)');
        case 'snap':
            return phrases.gettext('App (Snap)');
        case 'user-service':
            return phrases.gettext('Service of your session');
        case 'system-service':
            return phrases.gettext('System service');
        case 'part':
            return phrases.gettext('Part of a program');
        case 'terminal':
            return phrases.gettext('Command in a terminal');
        case 'process':
            return phrases.gettext('Program');
        case 'unknown':
            return phrases.gettext('Not known');
    }
}

/** Whose connection it is, as a sentence no surer than its evidence. */
export function ownerExplained(
    phrases: Phrases,
    component: Component,
    attribution: Pick<Attribution, 'evidence' | 'inferred'>,
): string {
    if (component.unknown === 'other-user') {
        // Translators: {user} is the name of a user account.
        return fill(
            phrases,
            phrases.gettext(
                'This connection belongs to a program of the user {user}, and no system service names it.',
            ),
            { user: component.name },
        );
    }
    if (component.unknown) return unknownInWords(phrases, component.unknown);
    const name = translated(phrases, component.name);
    const strength = ownerStrength(attribution);
    if (component.host && !isRest(component)) {
        const names = { part: name, program: translated(phrases, component.host.name) };
        return fill(phrases, partSentence(phrases, strength), names);
    }
    if (strength === 'likely') {
        return fill(phrases, phrases.gettext('This connection probably belongs to {name}.'), { name });
    }
    if (strength === 'guess') {
        return fill(phrases, phrases.gettext('This connection may belong to {name}; that is only a guess.'), {
            name,
        });
    }
    return fill(phrases, ownerSentence(phrases, component.kind), { name });
}

/** What decides between the parts of a process, or was all there was to conclude from. */
const decidingFacts: readonly string[] = [
    'host-address',
    'host-address-before',
    'host-name',
    'canonical-name',
    'only-provider',
    'same-endpoint',
    'endpoint-of-entry',
] satisfies readonly AttributionFact[];

function ownerStrength({ evidence, inferred }: Pick<Attribution, 'evidence' | 'inferred'>): Strength {
    const deciding = evidence.find(({ fact }) => decidingFacts.includes(fact));
    const strength = deciding?.strength ?? 'certain';
    return inferred && strength === 'certain' ? 'likely' : strength;
}

/** What is left of a shared process when no known part asks for a host: itself or something added to it. */
function isRest({ id, host }: Component): boolean {
    return host !== null && id === `${host.id}/extensions`;
}

function partSentence(phrases: Phrases, strength: Strength): string {
    switch (strength) {
        case 'certain':
            return phrases.gettext('This connection belongs to {part}, a part of {program}.');
        case 'likely':
            return phrases.gettext('This connection probably belongs to {part}, a part of {program}.');
        case 'guess':
            return phrases.gettext(
                'This connection may belong to {part}, a part of {program}; that is only a guess.',
            );
    }
}

function ownerSentence(phrases: Phrases, kind: ComponentKind): string {
    switch (kind) {
        case 'app':
        case 'part':
        case 'unknown':
            return phrases.gettext('This connection belongs to {name}.');
        case 'flatpak':
            return phrases.gettext('This connection belongs to {name}, an app from Flatpak.');
        case 'snap':
            return phrases.gettext('This connection belongs to {name}, an app from Snap.');
        case 'user-service':
            return phrases.gettext('This connection belongs to {name}, a service of your session.');
        case 'system-service':
            return phrases.gettext('This connection belongs to {name}, a service of this system.');
        case 'terminal':
            return phrases.gettext('This connection belongs to {name}, a command started in a terminal.');
        case 'process':
            return phrases.gettext('This connection belongs to the program {name}.');
    }
}

/** For whom a service works that works for others, as a sentence; null where it works for itself. */
export function behalfExplained(phrases: Phrases, component: Component): string | null {
    if (!component.behalf) return null;
    const requesters = component.behalf.requesters.map(name => translated(phrases, name));
    if (isRest(component)) {
        // Translators: extensions of GNOME Shell.
        return fill(phrases, phrases.gettext('These extensions are enabled: {names}.'), {
            names: listed(phrases, requesters),
        });
    }
    if (requesters.length === 0) {
        return phrases.gettext('It works on behalf of other programs; which one asked cannot be known.');
    }
    const names = { programs: listed(phrases, requesters) };
    if (component.behalf.known) {
        // Translators: {programs} is one program or a list of them.
        return fill(phrases, phrases.gettext('It works on behalf of {programs}.'), names);
    }
    return fill(
        phrases,
        // Translators: {programs} is one program or a list of them.
        phrases.gettext(
            'It works on behalf of other programs; which one asked cannot be known, but usually it is {programs}.',
        ),
        names,
    );
}

/** Why it cannot be told whose a connection is, as a sentence. */
export function unknownInWords(phrases: Phrases, reason: UnknownReason): string {
    switch (reason) {
        case 'other-user':
            return phrases.gettext(
                'Whose connection this is cannot be told: it belongs to another user’s program that no system service names.',
            );
        case 'kernel-only':
            return phrases.gettext(
                'No program holds this connection any more: only the system remembers it, and it will be gone within minutes.',
            );
        case 'not-accepted':
            return phrases.gettext(
                'Somebody has connected to this computer, and no program has taken the connection yet.',
            );
        case 'exited':
            return phrases.gettext(
                'Whose connection this is cannot be told: the program has exited in the meantime.',
            );
        case 'no-permission':
            return phrases.gettext(
                'Whose connection this is cannot be told: the system does not let ordinary users look at that program.',
            );
        case 'closure-only':
            return phrases.gettext(
                'Whose connection this was cannot be told: it came and went between two looks, and nothing else that is known fits it.',
            );
        case 'not-told':
            return phrases.gettext(
                'Whose connection this is cannot be told: the system did not say which program opened it.',
            );
    }
}
