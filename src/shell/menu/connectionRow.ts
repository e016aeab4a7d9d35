import type Clutter from 'gi://Clutter';
import type { Finding } from '../../engine/findings/finding.js';
import { bytes, connectionSubtitle, connectionTitle, fill } from '../../engine/report/report.js';
import type { ConnectionRecord } from '../../protocol/snapshot.js';
import type { Registration, RegistrationFailure } from '../../protocol/messages.js';
import type { View } from '../view.js';
import { horizontalBox, lineLabel, setQuietName, setText, shortLabel, verticalBox } from './actors.js';
import { ConnectionDetails } from './connectionDetails.js';
import { Expander } from './expander.js';

/** One connection below its component: who is at the far side, in which state, since when, how much. */
export class ConnectionRow {
    readonly #view: View;
    readonly #opened: (actor: Clutter.Actor) => void;
    readonly #expander: Expander;
    readonly #title = lineLabel('', 'edgewise-name');
    readonly #badge: ReturnType<typeof lineLabel>;
    readonly #subtitle = shortLabel('', 'edgewise-subtitle');
    readonly #traffic = lineLabel('', 'edgewise-caption');
    #details: ConnectionDetails | null = null;
    #record: ConnectionRecord;
    #findings: readonly Finding[];
    #told = false;

    constructor(
        view: View,
        record: ConnectionRecord,
        findings: readonly Finding[],
        opened: (actor: Clutter.Actor) => void,
    ) {
        this.#view = view;
        this.#opened = opened;
        this.#record = record;
        this.#findings = findings;
        // Translators: a component has never been seen with this destination before.
        this.#badge = lineLabel(
            view.phrases.pgettext('badge of a destination', 'First seen'),
            'edgewise-badge',
        );
        const heading = horizontalBox('edgewise-line');
        heading.add_child(this.#title);
        heading.add_child(this.#badge);
        const texts = verticalBox('');
        texts.add_child(heading);
        texts.add_child(this.#subtitle);
        texts.add_child(this.#traffic);
        this.#expander = new Expander(view.discarded, 'edgewise-connection', texts, open =>
            this.setOpen(open),
        );
        this.update(record, findings);
    }

    get actor() {
        return this.#expander.actor;
    }

    get focusActor() {
        return this.#expander.row;
    }

    setOpen(open: boolean): void {
        if (open) {
            const details = new ConnectionDetails(this.#view, this.#record, this.#findings);
            this.#details = details;
            this.#expander.unfold(details.actor);
            for (const step of details.stepsToFill) {
                this.#view.idle.add(() => {
                    if (this.#details === details) step();
                });
            }
            this.#opened(this.actor);
        } else {
            this.#details = null;
            this.#expander.fold();
        }
    }

    update(record: ConnectionRecord, findings: readonly Finding[]): void {
        if (this.#told && record === this.#record && findings === this.#findings) return;
        this.#told = true;
        this.#record = record;
        this.#findings = findings;
        const { phrases } = this.#view;
        setText(this.#title, connectionTitle(phrases, record));
        this.#badge.visible = record.firstSeen;
        const carried = (record.bytesSent ?? 0) + (record.bytesReceived ?? 0) > 0;
        this.#traffic.visible = carried;
        if (carried) {
            setText(
                this.#traffic,
                // Translators: how much a connection has carried in all.
                fill(phrases, phrases.gettext('{received} received · {sent} sent'), {
                    received: bytes(phrases, record.bytesReceived ?? 0),
                    sent: bytes(phrases, record.bytesSent ?? 0),
                }),
            );
        }
        // What is over is paler; that it is over is also said.
        this.#expander.row.opacity = record.closedAt === null ? 255 : 160;
        this.#details?.update(record, findings);
        this.#tickSubtitle();
    }

    tick(): void {
        this.#tickSubtitle();
        this.#details?.tick();
    }

    showRegistration(
        address: string,
        result: Registration | null,
        failure: RegistrationFailure | null,
    ): void {
        this.#details?.showRegistration(address, result, failure);
    }

    destroy(): void {
        this.#details = null;
        this.#view.discarded.add(this.actor);
    }

    #tickSubtitle(): void {
        const { phrases } = this.#view;
        setText(this.#subtitle, connectionSubtitle(phrases, this.#record, this.#view.now()));
        const parts = [this.#title.text, this.#subtitle.text];
        if (this.#badge.visible) parts.push(this.#badge.text);
        if (this.#traffic.visible) parts.push(this.#traffic.text);
        setQuietName(this.#expander.row, parts.join(', '));
    }
}
