import { formatAddress, formatIPv4, parseAddress, type ParsedAddress } from '../address.js';

/**
 * A reverse name as a provider writes it, e.g. `a{ip}.deploy.akamaitechnologies.com`. Outside braces it is
 * literal, and it always covers the whole name, so a look-alike around it or after it cannot match.
 * `*.` in front stands for one to ten labels, and in braces, never across a dot but for `{ip}`:
 *
 *     ip   this address: IPv4 with hyphens or dots, IPv6 as eight groups with hyphens
 *     rip  the same IPv4 in reverse order
 *     n    digits       a  letters      aa  two or three letters      x  hexadecimal digits
 *     w    letters, digits and hyphens
 */
export interface NameTemplate {
    readonly text: string;
    readonly expression: RegExp;
    /** Which way round the address stands in the name; null: it does not contain it. */
    readonly address: 'forward' | 'reverse' | null;
}

/** Every repetition is bounded, so that no name takes long to refuse. */
const placeholders: Readonly<Record<string, string>> = {
    ip: '(\\d{1,3}(?:[-.]\\d{1,3}){3}|[0-9a-f]{1,4}(?:-[0-9a-f]{1,4}){7})',
    rip: '(\\d{1,3}(?:[-.]\\d{1,3}){3})',
    n: '\\d{1,10}',
    a: '[a-z]{1,20}',
    aa: '[a-z]{2,3}',
    x: '[0-9a-f]{1,32}',
    w: '[a-z0-9-]{1,63}',
};

/** What a template may be written as; its last two labels, or the whole of it, are literal. */
const form = /^(?:\*\.)?(?:(?:[a-z0-9_-]|\{[a-z]{1,3}\}){1,80}\.){0,8}[a-z0-9-]{1,63}\.[a-z0-9-]{2,63}$/;

/** Null when the text is no template. */
export function compileTemplate(text: string): NameTemplate | null {
    if (text.length > 253 || !form.test(text)) return null;
    const parts = text.replace(/^\*\./, '').split(/(\{[a-z]{1,3}\})/);
    let addresses = 0;
    let expression = text.startsWith('*.') ? '(?:[a-z0-9_-]{1,63}\\.){1,10}' : '';
    for (const part of parts) {
        const name = /^\{([a-z]{1,3})\}$/.exec(part)?.[1];
        if (name === undefined) {
            expression += part.replaceAll('.', '\\.');
            continue;
        }
        const placeholder = placeholders[name];
        if (placeholder === undefined) return null;
        if (name === 'ip' || name === 'rip') addresses += 1;
        expression += placeholder;
    }
    if (addresses > 1) return null;
    return {
        text,
        expression: new RegExp(`^${expression}$`),
        address: text.includes('{ip}') ? 'forward' : text.includes('{rip}') ? 'reverse' : null,
    };
}

interface TemplateMatch {
    /** The address that the name contains, null where the template has none. */
    readonly contained: string | null;
}

/** `name` in lower case. */
export function matchTemplate(template: NameTemplate, name: string): TemplateMatch | null {
    const match = template.expression.exec(name);
    if (!match) return null;
    if (template.address === null) return { contained: null };
    return { contained: containedAddress(match[1] ?? '', template.address) };
}

function containedAddress(text: string, order: 'forward' | 'reverse'): string {
    const groups = text.split(/[-.]/);
    if (groups.length === 8) {
        const address = parseAddress(groups.join(':'));
        return address ? formatAddress(address) : text;
    }
    const octets = order === 'forward' ? groups : groups.reverse();
    return octets.map(octet => String(Number(octet))).join('.');
}

/** Whether what a name contains is this address, or the IPv4 address that it carries. */
export function isAddress(contained: string, address: ParsedAddress, carried: number | null): boolean {
    return contained === formatAddress(address) || (carried !== null && contained === formatIPv4(carried));
}
