import Adw from 'gi://Adw';
import Gtk from 'gi://Gtk';
import { gettext as _ } from 'resource:///org/gnome/Shell/Extensions/js/extensions/prefs.js';

import { ruleProblem } from '../engine/attribution/componentRule.js';
import type { RuleProblem } from '../engine/attribution/componentRule.js';
import type { ComponentRule } from '../engine/settings.js';

const matches: readonly ComponentRule['match'][] = ['host', 'unit', 'process'];

/** Asks for a rule, starting from `rule`; `done` gets it when the user saves one that is valid. */
export function editRule(
    parent: Gtk.Widget,
    rule: ComponentRule | null,
    done: (rule: ComponentRule) => void,
): void {
    const match = new Adw.ComboRow({
        title: _('Recognized By'),
        model: Gtk.StringList.new([
            // Translators: how a component is recognized
            _('Host'),
            // Translators: how a component is recognized
            _('Systemd Unit'),
            // Translators: how a component is recognized
            _('Process'),
        ]),
        selected: Math.max(0, matches.indexOf(rule?.match ?? 'host')),
    });
    const pattern = new Adw.EntryRow({ title: patternTitle(match.selected), text: rule?.pattern ?? '' });
    const name = new Adw.EntryRow({ title: _('Name to Show'), text: rule?.name ?? '' });
    const icon = new Adw.EntryRow({ title: _('Icon Name (Optional)'), text: rule?.icon ?? '' });
    const group = new Adw.PreferencesGroup();
    for (const row of [match, pattern, name, icon]) group.add(row);

    const dialog = new Adw.AlertDialog({
        heading: rule ? _('Edit Component') : _('Add Component'),
        extraChild: group,
        defaultResponse: 'save',
        closeResponse: 'cancel',
    });
    dialog.add_response('cancel', _('Cancel'));
    dialog.add_response('save', _('Save'));
    dialog.set_response_appearance('save', Adw.ResponseAppearance.SUGGESTED);

    const current = (): ComponentRule => ({
        match: matches[match.selected] ?? 'host',
        pattern: pattern.text.trim(),
        name: name.text.trim(),
        icon: icon.text.trim() || null,
    });
    const validate = () => {
        const problem = ruleProblem(current());
        dialog.body = problem ? problemInWords(problem) : '';
        dialog.set_response_enabled('save', problem === null);
        mark(pattern, problem !== null && problem !== 'name-missing' && problem !== 'pattern-missing');
        pattern.title = patternTitle(match.selected);
    };
    match.connect('notify::selected', validate);
    for (const row of [pattern, name, icon]) row.connect('changed', validate);
    validate();
    dialog.connect('response', (_dialog, response) => {
        if (response === 'save') done(current());
    });
    dialog.present(parent);
}

function mark(row: Adw.EntryRow, wrong: boolean): void {
    if (wrong) row.add_css_class('error');
    else row.remove_css_class('error');
}

function patternTitle(selected: number): string {
    switch (matches[selected]) {
        case 'unit':
            return _('Unit, Such as backup@*.service');
        case 'process':
            return _('Process, Such as restic');
        default:
            return _('Host, Such as cloud.example.org or *.example.org');
    }
}

function problemInWords(problem: RuleProblem): string {
    switch (problem) {
        case 'pattern-missing':
            return _('Say what it is recognized by.');
        case 'not-a-host':
            return _('This is not a host name with at least two parts.');
        case 'not-a-unit':
            return _('This is not the name of a systemd unit, which ends in .service or .scope.');
        case 'not-a-process':
            return _('This is not the name of a process, which has no spaces and no slashes.');
        case 'name-missing':
            return _('Give it a name.');
    }
}
