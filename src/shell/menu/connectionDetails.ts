import type Clutter from 'gi://Clutter';
import St from 'gi://St';
import type { Finding } from '../../engine/findings/finding.js';
import {
    connectionDetails,
    evidenceInWords,
    explainConnection,
    fill,
    strengthInWords,
} from '../../engine/report/report.js';
import type { Registration, RegistrationFailure } from '../../protocol/messages.js';
import type { ConnectionRecord } from '../../protocol/snapshot.js';
import type { View } from '../view.js';
import {
    buttonBox,
    lineLabel,
    paragraphLabel,
    readingBox,
    setQuietName,
    setText,
    textButton,
    verticalBox,
} from './actors.js';
import { registrationInWords } from './registrationWords.js';
import { Timeline } from './timeline.js';

/** Where the answer of a registry stands: not asked for, consent not given yet, asked, answered. */
type Inquiry =
    | { readonly kind: 'none' }
    | { readonly kind: 'consent' }
    | { readonly kind: 'asked' }
    | { readonly kind: 'answered'; readonly text: string };

/** A connection explained, below its row: what is known, why, how it went, and what can be done. */
export class ConnectionDetails {
    readonly actor = verticalBox('edgewise-details');
    readonly #view: View;
    readonly #explanation = readingBox('edgewise-explanation');
    readonly #paragraphs = verticalBox('edgewise-paragraphs');
    readonly #reasons = readingBox('edgewise-explanation');
    readonly #evidence = verticalBox('edgewise-evidence');
    readonly #timeline: Timeline;
    readonly #answer = paragraphLabel('', 'edgewise-answer');
    readonly #status = paragraphLabel('', 'edgewise-answer');
    readonly #agree: St.Button;
    readonly #lookUp: St.Button;
    readonly #ignoreButton: St.Button;
    #record: ConnectionRecord;
    #findings: readonly Finding[];
    #inquiry: Inquiry = { kind: 'none' };

    constructor(view: View, record: ConnectionRecord, findings: readonly Finding[]) {
        this.#view = view;
        this.#record = record;
        this.#findings = findings;
        const { phrases } = view;
        this.#timeline = new Timeline(phrases);
        this.#explanation.add_child(this.#paragraphs);
        this.#explanation.add_child(this.#timeline.actor);
        this.actor.add_child(this.#explanation);
        this.#lookUp = textButton(phrases.gettext('Look Up Registration'), () => this.#askRegistry());
        this.#agree = textButton(phrases.gettext('Ask rdap.org'), () => this.#consent());
        this.#ignoreButton = textButton(phrases.gettext('Ignore'), () => this.#ignore());
        this.#status.hide();
    }

    /** What there is to do once `actor` has its place, in so many turns: all at once would hold up a frame. */
    get stepsToFill(): readonly (() => void)[] {
        return [
            () => this.tick(),
            () => this.actor.add_child(this.#makeActions()),
            () => {
                for (const child of [this.#answer, this.#agree, this.#status]) this.actor.add_child(child);
                this.#showInquiry();
            },
            () => {
                const heading = this.#view.phrases.gettext('Why Edgewise Thinks So');
                this.#reasons.add_child(lineLabel(heading, 'edgewise-heading'));
                this.#reasons.add_child(this.#evidence);
                this.actor.add_child(this.#reasons);
            },
            () => this.update(this.#record, this.#findings),
        ];
    }

    update(record: ConnectionRecord, findings: readonly Finding[]): void {
        this.#record = record;
        this.#findings = findings;
        this.#timeline.update(record, this.#view.now());
        this.#ignoreButton.visible = record.findings.length > 0;
        const { phrases } = this.#view;
        syncLines(
            this.#evidence,
            [...record.attribution.evidence, ...record.endpoint.evidence].map(evidence =>
                // Translators: a fact, and how sure it is: Certain, Likely, A guess.
                fill(phrases, phrases.gettext('{fact} ({strength})'), {
                    fact: evidenceInWords(phrases, evidence),
                    strength: strengthInWords(phrases, evidence.strength),
                }),
            ),
            'edgewise-fact',
        );
        setQuietName(this.#reasons, saidIn(this.#reasons));
        this.tick();
    }

    /** Times have moved on; nothing else has changed. */
    tick(): void {
        const now = this.#view.now();
        syncLines(
            this.#paragraphs,
            explainConnection(this.#view.phrases, this.#record, this.#findings, now),
            'edgewise-paragraph',
        );
        this.#timeline.tick(now);
        setQuietName(this.#explanation, saidIn(this.#explanation));
    }

    showRegistration(
        address: string,
        result: Registration | null,
        failure: RegistrationFailure | null,
    ): void {
        if (address !== this.#record.endpoint.address || this.#inquiry.kind !== 'asked') return;
        const text = registrationInWords(this.#view.phrases, result, failure);
        this.#inquiry = { kind: 'answered', text };
        this.#showInquiry();
    }

    #makeActions(): St.Widget {
        const { phrases } = this.#view;
        const copies = buttonBox('edgewise-line');
        copies.add_child(textButton(phrases.gettext('Copy as Text'), () => this.#copyText()));
        copies.add_child(textButton(phrases.gettext('Copy Address'), () => this.#copyAddress()));
        for (const button of copies.get_children()) button.x_expand = true;
        const actions = verticalBox('edgewise-actions');
        actions.add_child(copies);
        actions.add_child(this.#ignoreButton);
        if (this.#record.endpoint.special === null) actions.add_child(this.#lookUp);
        return actions;
    }

    #copyText(): void {
        const { phrases } = this.#view;
        const text = connectionDetails(phrases, this.#record, this.#findings, this.#view.now());
        this.#copy(text, phrases.gettext('Copied.'));
    }

    #copyAddress(): void {
        this.#copy(this.#record.remote.address, this.#view.phrases.gettext('Address copied.'));
    }

    #copy(text: string, done: string): void {
        St.Clipboard.get_default().set_text(St.ClipboardType.CLIPBOARD, text);
        this.#tell(done);
    }

    #ignore(): void {
        const about = this.#findings.filter(finding => this.#record.findings.includes(finding.id));
        for (const { kind, componentId, address } of about) this.#view.ignore({ kind, componentId, address });
        this.#tell(this.#view.phrases.gettext('It is not reported any more. The preferences can undo this.'));
    }

    #askRegistry(): void {
        if (this.#view.registrationAllowed()) {
            this.#inquiry = { kind: 'asked' };
            this.#view.collector.ask({ command: 'register', address: this.#record.endpoint.address });
        } else {
            this.#inquiry = { kind: 'consent' };
            // Once it has its place, so that it is scrolled to.
            this.#view.idle.add(() => this.#agree.grab_key_focus());
        }
        this.#showInquiry();
    }

    #consent(): void {
        this.#view.allowRegistration();
        this.#askRegistry();
        this.#lookUp.grab_key_focus();
    }

    #showInquiry(): void {
        const { phrases } = this.#view;
        const inquiry = this.#inquiry;
        this.#answer.visible = inquiry.kind !== 'none';
        this.#agree.visible = inquiry.kind === 'consent';
        this.#lookUp.reactive = inquiry.kind === 'none' || inquiry.kind === 'answered';
        switch (inquiry.kind) {
            case 'none':
                break;
            case 'consent':
                this.#answer.text = fill(
                    phrases,
                    phrases.gettext(
                        'This asks rdap.org, and the registry that it names, about the address {address} over the Internet. They learn that you asked. It is done only when you press this button.',
                    ),
                    { address: this.#record.endpoint.address },
                );
                break;
            case 'asked':
                this.#answer.text = phrases.gettext('Asking the registry…');
                break;
            case 'answered':
                this.#answer.text = inquiry.text;
        }
    }

    #tell(text: string): void {
        setText(this.#status, text);
        this.#status.show();
    }
}

/** The texts below `actor`, for a screen reader. */
function saidIn(actor: Clutter.Actor): string {
    return actor
        .get_children()
        .map(child => (child instanceof St.Label ? child.text : saidIn(child)))
        .filter(text => text !== '')
        .join('\n');
}

/** Makes the children of `box` say these lines, touching only what differs. */
function syncLines(box: St.BoxLayout, lines: readonly string[], styleClass: string): void {
    for (const [index, line] of lines.entries()) {
        const label = box.get_child_at_index(index);
        if (label instanceof St.Label) setText(label, line);
        else box.add_child(paragraphLabel(line, styleClass));
    }
    while (box.get_n_children() > lines.length) box.get_last_child()?.destroy();
}
