/** One message of a po file; `forms` has one translation, or one for each plural form. */
export interface Message {
    readonly context: string | null;
    readonly id: string;
    readonly plural: string | null;
    readonly forms: readonly string[];
    readonly fuzzy: boolean;
}

/** The messages of a po file or template, the header (id '') first. Obsolete ones are left out. */
export function readPo(text: string): Message[] {
    return text
        .split(/\n\n+/)
        .map(readMessage)
        .filter(message => message !== null);
}

function readMessage(paragraph: string): Message | null {
    const lines = paragraph.split('\n');
    const fields = new Map<string, string>();
    let field = '';
    for (const line of lines) {
        const [, keyword, quoted] =
            /^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)? ?(".*")$/.exec(line) ?? [];
        if (quoted === undefined) continue;
        field = keyword ?? field;
        fields.set(field, (fields.get(field) ?? '') + unquote(quoted));
    }
    const id = fields.get('msgid');
    if (id === undefined) return null;
    return {
        context: fields.get('msgctxt') ?? null,
        id,
        plural: fields.get('msgid_plural') ?? null,
        forms: [...fields].filter(([name]) => name.startsWith('msgstr')).map(([, form]) => form),
        fuzzy: lines.some(line => /^#,.*\bfuzzy\b/.test(line)),
    };
}

/** The escapes that gettext's tools write are a part of those of JSON. */
function unquote(quoted: string): string {
    const text: unknown = JSON.parse(quoted);
    return typeof text === 'string' ? text : '';
}

/** What a header says in its line `name`. */
export function headerField(messages: readonly Message[], name: string): string | null {
    const header = messages.find(message => message.id === '')?.forms[0] ?? '';
    const line = header.split('\n').find(candidate => candidate.startsWith(`${name}: `));
    return line?.slice(name.length + 2) ?? null;
}
