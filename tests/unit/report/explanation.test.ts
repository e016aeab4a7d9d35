import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Component, UnknownReason } from '../../../src/engine/attribution/component.js';
import { componentDetails, connectionDetails } from '../../../src/engine/report/details.js';
import { explainAddress, explainConnection } from '../../../src/engine/report/explanation.js';
import { explainFinding, findingInBrief, findingTitle } from '../../../src/engine/report/findingWords.js';
import { unknownInWords } from '../../../src/engine/report/owners.js';
import { english } from './phrases.js';
import { akamaiAtSony, now, story, storyFinding, weather, weatherSummary } from './records.js';

test('the story is told: whose, what for, to whom, where that stands, what is odd and why not to worry', () => {
    const text = explainConnection(english, story, [storyFinding], now).join('\n');
    for (const part of [
        'belongs to Weather, a part of GNOME Shell',
        'weather report for Boston (KBOS)',
        'is a server of Akamai',
        'inside another company’s network, AS2527 Sony Network Communications Inc.',
        'that has been confirmed',
        'The far side finished 5 minutes ago',
        'Everything that arrived has been read',
        'GNOME’s weather library',
        'TCP keepalive is off',
        'harmless',
        'To turn it off: Remove the places',
        'Without it: ',
    ]) {
        assert.ok(text.includes(part), `${part}\n\nis missing in\n\n${text}`);
    }
    assert.equal(findingTitle(english, storyFinding, now), 'Half-closed for 5 minutes');
});

test('findings about other connections are left out', () => {
    const text = explainConnection(english, { ...story, findings: [] }, [storyFinding], now).join('\n');
    assert.doesNotMatch(text, /keepalive/);
    assert.match(text, /has not closed its own end yet\./);
});

test('a forged name is a claim, and no provider is claimed from it', () => {
    const text = explainAddress(english, {
        ...akamaiAtSony,
        provider: null,
        nameConfirmed: false,
        confidence: null,
        placement: 'unknown',
        warnings: ['forged-name'],
    }).join('\n');
    assert.match(text, /calls itself a110-.*does not lead back/);
    assert.doesNotMatch(text, /server of Akamai|confirmed/);
});

test('what is unusual decides whether to reassure', () => {
    const calm = explainConnection(english, { ...story, findings: [], state: 'ESTABLISHED' }, [], now).join(
        '\n',
    );
    assert.match(calm, /nothing unusual about it/);
    const odd = explainConnection(english, story, [storyFinding], now).join('\n');
    assert.doesNotMatch(odd, /nothing unusual about it/);
});

test('every unknown owner has its reason', () => {
    const reasons: readonly UnknownReason[] = [
        'other-user',
        'kernel-only',
        'not-accepted',
        'exited',
        'no-permission',
        'closure-only',
        'not-told',
    ];
    const sentences = reasons.map(reason => unknownInWords(english, reason));
    assert.equal(new Set(sentences).size, reasons.length);
    const component: Component = { ...weather, unknown: 'exited', host: null, kind: 'unknown' };
    assert.match(explainConnection(english, { ...story, component }, [], now)[0] ?? '', /has exited/);
});

test('a half-close says how many, what is unread, and whether they grow', () => {
    const finding = {
        ...storyFinding,
        values: {
            ...storyFinding.values,
            count: 12,
            unread: 4,
            keepalive: 'on',
            cause: 'unknown',
            growing: true,
        },
    };
    const text = explainFinding(english, finding, now);
    assert.match(text, /12 connections/);
    assert.match(text, /4 bytes have not been read/);
    assert.match(text, /keepalive is on/);
    assert.match(text, /becoming more/);
    const brief = findingInBrief(english, finding, now);
    assert.match(brief, /has not closed its own end\. .*becoming more.* harmless/);
    assert.doesNotMatch(brief, /keepalive|have not been read/);
    assert.equal(findingTitle(english, finding, now), '12 connections half-closed, for up to 5 minutes');
});

test('the copied text has the course of the states in UTC, and the holder in full', () => {
    const text = connectionDetails(english, story, [storyFinding], now);
    assert.match(text, /^Weather, inside GNOME Shell\nAkamai edge in Sony Network Communications\n/);
    assert.match(text, /\n {2}2026-06-01T11:55:00.000Z CLOSE_WAIT\n/);
    assert.match(text, /Network: AS2527 Sony Network Communications Inc\.\n/);
    // One byte of the receive queue is the far side’s FIN.
    assert.match(text, /Not read yet: 0 bytes\n/);
    const component = componentDetails(english, weatherSummary, [story], now);
    assert.match(component, /Worth a look: Half-closed for 5 minutes\n/);
    assert.match(component, /Far side: 110\.232\.152\.33:443\n/);
});
