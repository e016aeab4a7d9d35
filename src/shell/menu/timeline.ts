import type Cairo from 'cairo';
import Clutter from 'gi://Clutter';
import St from 'gi://St';
import { briefDuration, fill, stateInWords } from '../../engine/report/report.js';
import type { Phrases } from '../../engine/report/report.js';
import type { ConnectionRecord } from '../../protocol/snapshot.js';
import { paragraphLabel, setName, setText, verticalBox } from './actors.js';
import { spansOf } from './spans.js';
import type { Span } from './spans.js';

/** The states of a connection as a bar from its beginning until now, with the same in words below. */
export class Timeline {
    readonly actor = verticalBox('edgewise-timeline');
    readonly #phrases: Phrases;
    readonly #bar = new St.DrawingArea({ style_class: 'edgewise-timeline-bar', x_expand: true });
    readonly #legend = paragraphLabel('', 'edgewise-caption');
    #record: ConnectionRecord | null = null;
    #spans: readonly Span[] = [];

    constructor(phrases: Phrases) {
        this.#phrases = phrases;
        this.#bar.connect('repaint', () => this.#draw());
        this.actor.add_child(this.#bar);
        this.actor.add_child(this.#legend);
    }

    update(record: ConnectionRecord, now: number): void {
        this.#record = record;
        this.tick(now);
    }

    tick(now: number): void {
        if (!this.#record) return;
        this.#spans = spansOf(this.#record, now);
        const legend = this.#spans.map(span => this.#describe(span)).join('\n');
        // The bar moves with its words: oftener would be too little to be seen.
        if (legend === this.#legend.text) return;
        setText(this.#legend, legend);
        setName(this.#bar, legend);
        this.#bar.queue_repaint();
    }

    #describe(span: Span): string {
        const { gettext } = this.#phrases;
        // Translators: a state that a connection was in and for how long: "Connected · 3 min".
        return fill(this.#phrases, gettext('{state} · {duration}'), {
            state: stateInWords(this.#phrases, span.state),
            duration: briefDuration(this.#phrases, span.end - span.start),
        });
    }

    #draw(): void {
        const context: Cairo.Context = this.#bar.get_context();
        const [width, height] = this.#bar.get_surface_size();
        const color = this.#bar.get_theme_node().get_foreground_color();
        const first = this.#spans[0]?.start ?? 0;
        const whole = Math.max(1, (this.#spans.at(-1)?.end ?? 0) - first);
        if (this.#bar.get_text_direction() === Clutter.TextDirection.RTL) {
            context.translate(width, 0);
            context.scale(-1, 1);
        }
        for (const { look, start, end } of this.#spans) {
            const left = ((start - first) / whole) * width;
            // Even the shortest state is seen, and a gap parts it from the next.
            const length = Math.max(3, ((end - start) / whole) * width - 1);
            const shade = look === 'open' ? 1 : look === 'closing' ? 0.75 : 0.4;
            context.setSourceRGBA(color.red / 255, color.green / 255, color.blue / 255, shade);
            // The thickness tells the states apart too, not the shade alone.
            const thickness = look === 'open' ? height : look === 'closing' ? height / 2 : height / 4;
            context.rectangle(left, (height - thickness) / 2, length, thickness);
            context.fill();
        }
        context.$dispose();
    }
}
