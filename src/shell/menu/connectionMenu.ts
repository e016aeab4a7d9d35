import type Clutter from 'gi://Clutter';
import St from 'gi://St';
import * as Main from 'resource:///org/gnome/shell/ui/main.js';
import type { Finding } from '../../engine/findings/finding.js';
import { componentDetails, componentSummaryLine, fill, number } from '../../engine/report/report.js';
import type { CollectorMessage, ComponentSummary } from '../../protocol/messages.js';
import { arrange, mostCards, totals } from '../arrangement.js';
import type { Arrangement, SectionName } from '../arrangement.js';
import { failureOf } from '../collectorSupervisor.js';
import { Disposal, Timer } from '../disposal.js';
import { glibClock } from '../glibClock.js';
import type { StoreChange } from '../store.js';
import type { IndicatorMenu } from '../indicatorMenu.js';
import type { View } from '../view.js';
import { lineLabel, setText, verticalBox } from './actors.js';
import { AttentionCard } from './attentionCard.js';
import { ComponentRow, componentTitle } from './componentRow.js';
import { FilterEntry } from './filterEntry.js';
import { Footer } from './footer.js';
import { Header } from './header.js';
import { ListScrolling } from './listScrolling.js';
import { Placeholder } from './placeholder.js';

/** Rows that are kept ready while the menu is shut: as many as a work area holds. */
const keptRows = 12;
/** Milliseconds. */
const tickTime = 1000;

interface Section {
    readonly heading: St.Label;
    readonly box: St.BoxLayout;
}

/**
 * What the indicator's menu holds. While it is shut, its cards and first rows are kept, but not up to date: to make
 * them when it opens would hold up its first frame.
 */
export class ConnectionMenu {
    readonly #view: View;
    readonly #menu: IndicatorMenu;
    readonly #disposal = new Disposal();
    readonly #header: Header;
    readonly #filter: FilterEntry;
    readonly #placeholder: Placeholder;
    readonly #footer: Footer;
    readonly #scroll: St.ScrollView;
    readonly #scrolling: ListScrolling;
    readonly #list = verticalBox('edgewise-list');
    readonly #attentionHeading: St.Label;
    readonly #cardBox = verticalBox('edgewise-cards');
    readonly #moreCards = lineLabel('', 'edgewise-caption');
    readonly #sections: Readonly<Record<SectionName, Section>>;
    readonly #rows = new Map<string, ComponentRow>();
    readonly #cards = new Map<string, AttentionCard>();
    /** Where each component stands for as long as the menu is open. */
    readonly #place = new Map<string, SectionName>();
    readonly #dirty = new Set<string>();
    readonly #dirtyPages = new Set<string>();
    readonly #ticker = new Timer(glibClock);
    readonly #compare = new Intl.Collator().compare;
    #arrangement: Arrangement = { attention: [], sections: { background: [], apps: [] } };
    /** From when it opens until it has faded out. */
    #shown = false;
    #syncDue = false;

    constructor(view: View, menu: IndicatorMenu) {
        this.#view = view;
        this.#menu = menu;
        const { phrases } = view;
        this.#header = new Header(phrases, {
            find: () => this.#filter.show(),
            refresh: () => view.collector.ask({ command: 'refresh' }),
            togglePause: () => view.collector.pause(!view.collector.paused),
            openPreferences: () => {
                menu.close();
                view.openPreferences();
            },
        });
        this.#filter = new FilterEntry(phrases, text => this.#onFilter(text));
        this.#placeholder = new Placeholder(phrases, {
            tryAgain: () => view.collector.retry(),
            copy: text => copyText(text),
        });
        this.#footer = new Footer(phrases, {
            copyDetails: () => this.#copyDetails(),
            export: (format, path) => view.collector.ask({ command: 'export', format, path }),
        });
        this.#attentionHeading = lineLabel(phrases.gettext('Needs Attention'), 'edgewise-section');
        this.#sections = {
            background: makeSection(phrases.gettext('In the Background')),
            apps: makeSection(phrases.gettext('Open Apps')),
        };
        this.#scroll = this.#makeScroll();
        this.#scrolling = new ListScrolling({
            menu,
            scroll: this.#scroll,
            list: this.#list,
            idle: view.idle,
            hovered: () => [...this.#rows.values()].find(row => row.focusActor.hover)?.actor ?? null,
        });
        menu.box.add_style_class_name('edgewise-menu');
        for (const child of [this.#header.actor, this.#filter.actor, this.#placeholder.actor, this.#scroll])
            menu.box.add_child(child);
        menu.box.add_child(this.#footer.actor);
        this.#connect();
    }

    /** What is connected to the menu's own actors goes with them, which may be gone already. */
    destroy(): void {
        if (this.#menu.isOpen) this.#menu.close();
        this.#disposal.dispose();
    }

    /** A message was applied to the store. */
    storeChanged(change: StoreChange): void {
        if (!this.#shown) {
            if (this.#isToBePrepared(change)) this.#sync();
            return;
        }
        for (const id of change.components) this.#dirty.add(id);
        for (const id of change.pages) this.#dirtyPages.add(id);
        if (change.matches) for (const id of this.#rows.keys()) this.#showOrHide(id);
        if (change.components.size + change.pages.size > 0 || change.matches) this.#sync();
        else this.#updateFrame();
    }

    /** The collector's state, or which apps have windows, is another now. */
    refresh(): void {
        if (this.#shown) this.#updateFrame();
    }

    told(message: CollectorMessage): void {
        if (!this.#shown) return;
        if (message.type === 'exported') this.#footer.showExported(message.path, message.error);
        if (message.type !== 'registration') return;
        for (const row of this.#rows.values())
            row.showRegistration(message.address, message.result, message.failure);
    }

    /** Opens the menu, if need be, at what a finding is about. */
    show(finding: Finding): void {
        if (!this.#menu.isOpen) this.#menu.open();
        const row = this.#rowOf(finding.componentId);
        row?.reveal(finding.connectionIds[0] ?? null);
        row?.focusActor.grab_key_focus();
    }

    #makeScroll(): St.ScrollView {
        const content = verticalBox('edgewise-scrolled');
        this.#list.add_child(this.#attentionHeading);
        this.#list.add_child(this.#cardBox);
        this.#list.add_child(this.#moreCards);
        for (const { heading, box } of [this.#sections.background, this.#sections.apps]) {
            this.#list.add_child(heading);
            this.#list.add_child(box);
        }
        content.add_child(this.#list);
        return new St.ScrollView({
            style_class: 'edgewise-scroll vfade',
            child: content,
            hscrollbar_policy: St.PolicyType.NEVER,
            overlay_scrollbars: true,
            x_expand: true,
            y_expand: true,
        });
    }

    #connect(): void {
        const menu = this.#menu;
        const state = menu.connect('open-state-changed', (_menu, open) => {
            this.#onOpenChanged(open);
            return undefined;
        });
        this.#disposal.add(() => menu.disconnect(state));
        // Not before it has faded out.
        menu.actor.connect('hide', () => this.#tearDown());
        this.#filter.listenTo(menu.actor);
        menu.actor.connect('key-press-event', (_actor, event: Clutter.Event) =>
            this.#scrolling.scrollBy(event.get_key_symbol()),
        );
        menu.goBack = () => this.#leaveFilter();
        // The height that it may have is found out when it opens.
        const monitors = Main.layoutManager.connect('monitors-changed', () => menu.close());
        this.#disposal.add(() => Main.layoutManager.disconnect(monitors));
        const stage = Main.layoutManager.uiGroup.get_stage();
        const focus = stage.connect('notify::key-focus', () => {
            if (this.#shown) this.#scrolling.followFocus();
        });
        this.#disposal.add(() => stage.disconnect(focus));
        this.#disposal.add(() => this.#ticker.stop());
        this.#disposal.add(() => this.#view.idle.clear());
    }

    #onOpenChanged(open: boolean): void {
        this.#view.collector.watch('menu', open);
        // Without animation it is hidden before it counts as closed.
        if (open) this.#onOpened();
        else if (!this.#menu.actor.visible) this.#tearDown();
    }

    #onOpened(): void {
        this.#shown = true;
        this.#filter.clear();
        this.#footer.reset();
        this.#place.clear();
        this.#arrange();
        this.#removeRows();
        this.#putInPlace();
        const { components } = this.#view.store;
        for (const [id, row] of this.#rows) {
            const summary = components.get(id);
            if (summary) row.update(summary);
            this.#showOrHide(id);
        }
        this.#syncCards();
        this.#queueRows();
        this.#updateFrame();
        this.#startTicking();
        this.#scrolling.toTop();
    }

    #tearDown(): void {
        if (!this.#shown || this.#menu.isOpen) return;
        this.#shown = false;
        this.#ticker.stop();
        this.#view.idle.clear();
        this.#syncDue = false;
        if (this.#filter.text !== '') this.#filter.clear();
        const kept = new Set(this.#firstIds());
        for (const [id, row] of this.#rows) {
            row.setOpen(false);
            if (!kept.has(id)) this.#view.idle.add(() => this.#dropRow(id));
        }
        this.#dirty.clear();
        this.#dirtyPages.clear();
    }

    #firstIds(): string[] {
        const { background, apps } = this.#arrangement.sections;
        return [...background, ...apps].slice(0, keptRows);
    }

    /** Whether this change leaves what is kept without a row or card that the menu would open with. */
    #isToBePrepared({ components }: StoreChange): boolean {
        const { store } = this.#view;
        const cards = new Set([...this.#cards.values()].map(card => card.componentId));
        return [...components].some(id => {
            const summary = store.components.get(id);
            return (
                (summary !== undefined) !== this.#place.has(id) ||
                cards.has(id) ||
                (summary?.findings.length ?? 0) > 0
            );
        });
    }

    /** A row that was needed only while the menu was open. */
    #dropRow(id: string): void {
        if (this.#shown) return;
        this.#rows.get(id)?.destroy();
        this.#rows.delete(id);
    }

    /** Soon, and once for all that has changed until then. */
    #sync(): void {
        if (this.#syncDue) return;
        this.#syncDue = true;
        this.#view.idle.add(() => {
            this.#syncDue = false;
            this.#arrange();
            this.#removeRows();
            this.#syncCards();
            this.#queueRows();
            this.#queueUpdates();
            this.#updateFrame();
        });
    }

    #arrange(): void {
        const { store, phrases } = this.#view;
        for (const id of this.#place.keys()) if (!store.components.has(id)) this.#place.delete(id);
        const summaries = [...store.components.values()];
        const hasWindow = (summary: ComponentSummary) => this.#view.hasWindow(summary.component);
        for (const summary of summaries) {
            const { id } = summary.component;
            if (!this.#place.has(id)) this.#place.set(id, hasWindow(summary) ? 'apps' : 'background');
        }
        this.#arrangement = arrange(
            summaries,
            hasWindow,
            summary => componentTitle(phrases, summary),
            this.#compare,
            this.#place,
        );
    }

    #removeRows(): void {
        const { components } = this.#view.store;
        for (const [id, row] of this.#rows) {
            if (components.has(id)) continue;
            this.#scrolling.keepInView(row.actor, () => -row.actor.height);
            this.#rows.delete(id);
            row.destroy();
        }
    }

    /** Windows may have been opened or closed while the menu was shut. */
    #putInPlace(): void {
        for (const name of ['background', 'apps'] as const) {
            const { box } = this.#sections[name];
            const rows = this.#arrangement.sections[name].flatMap(id => this.#rows.get(id) ?? []);
            for (const [index, { actor }] of rows.entries()) {
                if (box.get_child_at_index(index) === actor) continue;
                actor.get_parent()?.remove_child(actor);
                box.insert_child_at_index(actor, index);
            }
        }
    }

    #queueRows(): void {
        const { background, apps } = this.#arrangement.sections;
        for (const id of this.#shown ? [...background, ...apps] : this.#firstIds())
            if (!this.#rows.has(id)) this.#view.idle.add(() => this.#makeRow(id));
    }

    #queueUpdates(): void {
        const { idle, store } = this.#view;
        for (const id of this.#dirty) {
            idle.add(() => {
                const summary = store.components.get(id);
                if (summary) this.#rows.get(id)?.update(summary);
                this.#showOrHide(id);
            });
        }
        for (const id of this.#dirtyPages) idle.add(() => this.#rows.get(id)?.updateConnections());
        this.#dirty.clear();
        this.#dirtyPages.clear();
    }

    #rowOf(id: string): ComponentRow | null {
        this.#makeRow(id);
        return this.#rows.get(id) ?? null;
    }

    #makeRow(id: string): void {
        const summary = this.#view.store.components.get(id);
        const section = this.#place.get(id);
        if (!summary || !section || this.#rows.has(id)) return;
        const row = new ComponentRow(this.#view, summary, opened => this.#scrolling.bringIntoView(opened));
        this.#rows.set(id, row);
        const { box, heading } = this.#sections[section];
        const order = this.#arrangement.sections[section];
        let index = 0;
        for (const other of order) {
            if (other === id) break;
            if (this.#rows.has(other)) index += 1;
        }
        const next = box.get_child_at_index(index);
        box.insert_child_at_index(row.actor, index);
        if (next) this.#scrolling.keepInView(next, () => row.actor.get_preferred_height(box.width)[1]);
        heading.show();
        this.#showOrHide(id);
    }

    #syncCards(): void {
        const { phrases, store } = this.#view;
        const findings = this.#arrangement.attention;
        const shown = findings.slice(0, mostCards);
        const ids = new Set(shown.map(finding => finding.id));
        for (const [id, card] of this.#cards) {
            if (ids.has(id)) continue;
            this.#scrolling.keepInView(card.actor, () => -card.actor.height);
            this.#cards.delete(id);
            card.destroy();
        }
        for (const [index, finding] of shown.entries()) {
            const summary = store.components.get(finding.componentId);
            const name = summary ? componentTitle(phrases, summary) : '';
            let card = this.#cards.get(finding.id);
            const isNew = card === undefined;
            card ??= new AttentionCard(this.#view, finding, about => this.show(about));
            card.update(finding, name, index > 0);
            if (this.#cardBox.get_child_at_index(index) === card.actor) continue;
            if (!isNew) {
                this.#cardBox.set_child_at_index(card.actor, index);
                continue;
            }
            this.#cards.set(finding.id, card);
            const added = card.actor;
            this.#cardBox.insert_child_at_index(added, index);
            this.#scrolling.keepInView(
                this.#moreCards,
                () => added.get_preferred_height(this.#cardBox.width)[1],
            );
            // The others in turns of their own: a card takes as long as three rows.
            this.#sync();
            break;
        }
        const rest = findings.length - shown.length;
        this.#moreCards.visible = rest > 0;
        if (rest > 0) {
            setText(
                this.#moreCards,
                fill(
                    phrases,
                    // Translators: {count} further findings are not shown.
                    phrases.ngettext('And {count} more', 'And {count} more', rest),
                    { count: number(phrases, rest) },
                ),
            );
        }
    }

    /** Everything around the rows: header, headings, placeholder. */
    #updateFrame(): void {
        const { collector, store } = this.#view;
        const { state, paused } = collector;
        const filtered = this.#filter.text !== '';
        const summaries = [...store.components.values()];
        const sum = totals(summaries, summary => this.#view.hasWindow(summary.component));
        this.#header.update(sum, state, paused);
        const cards = this.#cards.size > 0 && !filtered;
        this.#attentionHeading.visible = cards;
        this.#cardBox.visible = cards;
        if (filtered) this.#moreCards.hide();
        let any = false;
        for (const name of ['background', 'apps'] as const) {
            const visible = this.#arrangement.sections[name].some(id => this.#passes(id));
            this.#sections[name].heading.visible = visible;
            any ||= visible;
        }
        const broken = failureOf(state) !== null;
        this.#placeholder.actor.visible = !any || broken;
        this.#scroll.visible = any && state.kind !== 'failed';
        this.#footer.actor.visible = any && state.kind !== 'failed';
        if (this.#placeholder.actor.visible)
            this.#placeholder.update(state, store.told, paused, this.#filter.text);
    }

    #onFilter(text: string): void {
        this.#view.collector.filter(text);
        for (const id of this.#rows.keys()) this.#showOrHide(id);
        this.#updateFrame();
    }

    #showOrHide(id: string): void {
        const row = this.#rows.get(id);
        if (row) row.actor.visible = this.#passes(id);
    }

    /** The collector knows what is in the connections, the view what its rows say. */
    #passes(id: string): boolean {
        const { text } = this.#filter;
        if (text === '') return true;
        const { store, phrases } = this.#view;
        const { matches } = store;
        if (matches.text === text && matches.ids?.has(id)) return true;
        const summary = store.components.get(id);
        if (!summary) return false;
        const said = `${componentTitle(phrases, summary)}\n${componentSummaryLine(phrases, summary)}`;
        return said.toLocaleLowerCase().includes(text.toLocaleLowerCase());
    }

    /** Escape leaves the filter first. */
    #leaveFilter(): boolean {
        if (!this.#filter.actor.visible) return false;
        this.#filter.clear();
        this.#menu.actor.grab_key_focus();
        return true;
    }

    #startTicking(): void {
        this.#ticker.start(tickTime, () => {
            for (const card of this.#cards.values()) this.#view.idle.add(() => card.tick());
            for (const row of this.#rows.values()) if (row.isOpen) this.#view.idle.add(() => row.tick());
            this.#startTicking();
        });
    }

    #copyDetails(): void {
        const { phrases, store } = this.#view;
        const now = this.#view.now();
        const texts = [...store.components.values()].map(summary =>
            componentDetails(phrases, summary, store.page(summary.component.id)?.records ?? [], now),
        );
        copyText(texts.join('\n'));
        this.#footer.tell(phrases.gettext('Copied.'));
    }
}

function makeSection(title: string): Section {
    return { heading: lineLabel(title, 'edgewise-section'), box: verticalBox('') };
}

function copyText(text: string): void {
    St.Clipboard.get_default().set_text(St.ClipboardType.CLIPBOARD, text);
}
