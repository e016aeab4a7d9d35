import Clutter from 'gi://Clutter';
import St from 'gi://St';
import {
    componentInWords,
    componentKindInWords,
    componentSummaryLine,
    connectionCount,
    fill,
    number,
    rate,
    translated,
    unknownInWords,
} from '../../engine/report/report.js';
import type { Phrases } from '../../engine/report/report.js';
import type { ComponentSummary, Registration, RegistrationFailure } from '../../protocol/messages.js';
import type { ConnectionRecord } from '../../protocol/snapshot.js';
import type { View } from '../view.js';
import {
    componentIcon,
    horizontalBox,
    lineLabel,
    paragraphLabel,
    setQuietName,
    setText,
    shortLabel,
    textButton,
    verticalBox,
} from './actors.js';
import { ConnectionRow } from './connectionRow.js';
import { Expander } from './expander.js';

/** Connections that are shown at first, and added by each “Show more”. */
const pageSize = 20;

/** What a component is called in its row. */
export function componentTitle(phrases: Phrases, summary: ComponentSummary): string {
    return (
        componentInWords(phrases, summary.component) || componentKindInWords(phrases, summary.component.kind)
    );
}

/** A component: icon, name, what it is doing and where; opened, its connections. */
export class ComponentRow {
    readonly #view: View;
    readonly #opened: (actor: Clutter.Actor) => void;
    readonly #expander: Expander;
    readonly #icon = new St.Icon({
        style_class: 'edgewise-component-icon',
        y_align: Clutter.ActorAlign.CENTER,
    });
    readonly #name = lineLabel('', 'edgewise-name');
    readonly #summary = shortLabel('', 'edgewise-subtitle');
    readonly #count = lineLabel('', 'edgewise-count');
    readonly #heading = horizontalBox('edgewise-line');
    readonly #figures = new St.BoxLayout({
        style_class: 'edgewise-figures',
        orientation: Clutter.Orientation.VERTICAL,
        y_align: Clutter.ActorAlign.CENTER,
    });
    // Most rows have none of these, so they are made when they are needed.
    #badge: St.Label | null = null;
    #mark: St.Icon | null = null;
    #rate: St.Label | null = null;
    readonly #rows = new Map<string, ConnectionRow>();
    #list: St.BoxLayout | null = null;
    #more: St.Button | null = null;
    #limit = pageSize;
    /** Ids of the connections of the page, as they are to stand. */
    #order: readonly string[] = [];
    #data: ComponentSummary;
    #told = false;
    /** A connection that is to be opened as soon as it is there. */
    #wanted: string | null = null;

    /** `opened`: this row, or one of its connections, has been opened by the user. */
    constructor(view: View, summary: ComponentSummary, opened: (actor: Clutter.Actor) => void) {
        this.#view = view;
        this.#opened = opened;
        this.#data = summary;
        this.#expander = new Expander(view.discarded, 'edgewise-component', this.#makeContent(), open =>
            this.setOpen(open),
        );
        this.update(summary);
    }

    get actor() {
        return this.#expander.actor;
    }

    get focusActor() {
        return this.#expander.row;
    }

    get isOpen(): boolean {
        return this.#expander.isOpen;
    }

    /** Opens the row and, once it is told, this connection. */
    reveal(connectionId: string | null): void {
        this.#wanted = connectionId;
        this.setOpen(true);
        this.#openWanted();
    }

    setOpen(open: boolean): void {
        if (open === this.isOpen) return;
        const { id } = this.#data.component;
        if (open) {
            this.#limit = pageSize;
            this.#expander.unfold(this.#makeBody());
            this.#view.collector.open(id, this.#limit);
            this.updateConnections();
        } else {
            this.#view.collector.close(id);
            this.#view.store.forgetPage(id);
            for (const row of this.#rows.values()) row.setOpen(false);
            this.#rows.clear();
            this.#order = [];
            this.#list = null;
            this.#more = null;
            this.#expander.fold();
        }
    }

    update(summary: ComponentSummary): void {
        if (this.#told && summary === this.#data) return;
        this.#told = true;
        const { phrases } = this.#view;
        const iconChanged = this.#data.component.icon !== summary.component.icon;
        this.#data = summary;
        if (iconChanged || !this.#icon.gicon) this.#icon.gicon = componentIcon(summary.component);
        setText(this.#name, componentTitle(phrases, summary));
        setText(this.#summary, componentSummaryLine(phrases, summary));
        setText(this.#count, number(phrases, summary.open));
        this.#showBadge(summary.destinations.some(destination => destination.firstSeen));
        this.#showMark(summary.findings.some(finding => finding.severity !== 'info'));
        this.#showRate(summary.sendRate + summary.receiveRate);
        this.#expander.row.opacity = summary.open > 0 ? 255 : 160;
        setQuietName(this.#expander.row, this.#spoken());
    }

    /** The page of connections in the store is another now. */
    updateConnections(): void {
        const list = this.#list;
        if (!list) return;
        const page = this.#view.store.page(this.#data.component.id);
        if (!page) return;
        const records = page.records.slice(0, this.#limit);
        const shown = new Set(records.map(record => record.id));
        for (const [id, row] of this.#rows) {
            if (shown.has(id)) continue;
            this.#rows.delete(id);
            row.destroy();
        }
        this.#order = records.map(record => record.id);
        // One row in each turn: twenty of them would hold up a frame.
        for (const record of records) this.#view.idle.add(() => this.#showConnection(record));
        this.#updateMore(page.total - records.length);
    }

    /** One connection in each job: all of them at once would hold up a frame. */
    tick(): void {
        for (const id of this.#rows.keys()) this.#view.idle.add(() => this.#rows.get(id)?.tick());
    }

    showRegistration(
        address: string,
        result: Registration | null,
        failure: RegistrationFailure | null,
    ): void {
        for (const row of this.#rows.values()) row.showRegistration(address, result, failure);
    }

    destroy(): void {
        this.setOpen(false);
        this.#view.discarded.add(this.actor);
    }

    #makeContent(): St.Widget {
        this.#heading.add_child(this.#name);
        const texts = verticalBox('');
        texts.y_align = Clutter.ActorAlign.CENTER;
        texts.add_child(this.#heading);
        texts.add_child(this.#summary);
        this.#count.x_align = Clutter.ActorAlign.END;
        this.#figures.add_child(this.#count);
        const content = horizontalBox('edgewise-component-content');
        content.add_child(this.#icon);
        content.add_child(texts);
        content.add_child(this.#figures);
        return content;
    }

    #showBadge(visible: boolean): void {
        if (visible && !this.#badge) {
            this.#badge = lineLabel(
                this.#view.phrases.pgettext('badge of a destination', 'First seen'),
                'edgewise-badge',
            );
            this.#heading.add_child(this.#badge);
        }
        if (this.#badge) this.#badge.visible = visible;
    }

    #showMark(visible: boolean): void {
        if (visible && !this.#mark) {
            this.#mark = new St.Icon({
                style_class: 'edgewise-mark',
                icon_name: 'dialog-warning-symbolic',
                y_align: Clutter.ActorAlign.CENTER,
            });
            this.#figures.get_parent()?.insert_child_below(this.#mark, this.#figures);
        }
        if (this.#mark) this.#mark.visible = visible;
    }

    /** Bytes a second. */
    #showRate(traffic: number): void {
        if (traffic > 0 && !this.#rate) {
            this.#rate = lineLabel('', 'edgewise-caption');
            this.#rate.x_align = Clutter.ActorAlign.END;
            this.#figures.add_child(this.#rate);
        }
        if (!this.#rate) return;
        this.#rate.visible = traffic > 0;
        if (traffic > 0) setText(this.#rate, rate(this.#view.phrases, traffic));
    }

    #makeBody(): St.Widget {
        const { phrases } = this.#view;
        const { component } = this.#data;
        const body = verticalBox('popup-sub-menu edgewise-body');
        const purpose = component.unknown
            ? unknownInWords(phrases, component.unknown)
            : component.purpose && translated(phrases, component.purpose);
        if (purpose) body.add_child(paragraphLabel(purpose, 'edgewise-purpose'));
        this.#list = verticalBox('');
        body.add_child(this.#list);
        this.#more = textButton('', () => this.#showMore());
        this.#more.add_style_class_name('edgewise-more');
        this.#more.hide();
        body.add_child(this.#more);
        return body;
    }

    #showConnection(record: ConnectionRecord): void {
        const list = this.#list;
        const place = this.#order.indexOf(record.id);
        if (!list || place === -1) return;
        const index = this.#order.slice(0, place).filter(id => this.#rows.has(id)).length;
        const known = this.#rows.get(record.id);
        if (known) {
            known.update(record, this.#data.findings);
            if (list.get_child_at_index(index) !== known.actor) list.set_child_at_index(known.actor, index);
            return;
        }
        const row = new ConnectionRow(this.#view, record, this.#data.findings, this.#opened);
        if (this.#rows.size === 0) this.#opened(this.actor);
        this.#rows.set(record.id, row);
        list.insert_child_at_index(row.actor, index);
        this.#openWanted();
    }

    #showMore(): void {
        this.#limit += pageSize;
        this.#view.collector.open(this.#data.component.id, this.#limit);
        this.updateConnections();
    }

    #updateMore(rest: number): void {
        if (!this.#more) return;
        this.#more.visible = rest > 0;
        if (rest <= 0) return;
        const { phrases } = this.#view;
        this.#more.label = fill(
            phrases,
            // Translators: {count} more connections are not shown yet.
            phrases.ngettext('Show {count} More', 'Show {count} More', rest),
            { count: number(phrases, rest) },
        );
    }

    #openWanted(): void {
        const row = this.#wanted === null ? undefined : this.#rows.get(this.#wanted);
        if (!row) return;
        this.#wanted = null;
        row.setOpen(true);
        row.focusActor.grab_key_focus();
    }

    /** For screen readers: what the row says, in the order in which it is understood. */
    #spoken(): string {
        const { phrases } = this.#view;
        const parts = [this.#name.text, this.#summary.text, connectionCount(phrases, this.#data.open)];
        if (this.#badge?.visible) parts.push(this.#badge.text);
        if (this.#mark?.visible) parts.push(phrases.gettext('Needs attention'));
        return parts.filter(part => part !== '').join(', ');
    }
}
