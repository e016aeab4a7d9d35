import type { Component } from '../../../src/engine/attribution/component.js';
import type { Finding } from '../../../src/engine/findings/finding.js';
import type { Endpoint } from '../../../src/engine/identification/endpoint.js';
import type { ComponentSummary, Destination } from '../../../src/protocol/messages.js';
import type { ConnectionRecord } from '../../../src/protocol/snapshot.js';

export const now = Date.UTC(2026, 5, 1, 12, 0, 0);

export const weather: Component = {
    id: 'org.gnome.Shell/weather',
    name: 'Weather',
    kind: 'part',
    icon: 'weather-few-clouds-symbolic',
    appId: null,
    unit: 'org.gnome.Shell@wayland.service',
    host: { id: 'org.gnome.Shell', name: 'GNOME Shell' },
    behalf: null,
    purpose: 'It shows the weather in the calendar of the top bar.',
    loss: 'The calendar shows no weather then.',
    turnOff: 'Remove the places in the app Weather.',
    unknown: null,
    catalogueId: 'org.gnome.Shell/weather',
};

export const akamaiAtSony: Endpoint = {
    address: '110.232.152.33',
    provider: { id: 'akamai', name: 'Akamai', kind: 'cdn' },
    network: { asn: 2527, holder: 'Sony Network Communications Inc.' },
    placement: 'embedded',
    name: 'a110-232-152-33.deploy.akamaitechnologies.com',
    nameConfirmed: true,
    confidence: 'certain',
    special: null,
    warnings: [],
    evidence: [],
};

export const story: ConnectionRecord = {
    id: '1f',
    protocol: 'tcp',
    local: { address: '192.168.1.2', port: 40000 },
    remote: { address: '110.232.152.33', port: 443 },
    state: 'CLOSE_WAIT',
    since: now - 10 * 60_000,
    before: false,
    states: [
        { state: 'ESTABLISHED', at: now - 10 * 60_000 },
        { state: 'CLOSE_WAIT', at: now - 5 * 60_000 },
    ],
    bytesSent: 512,
    bytesReceived: 4096,
    receiveQueue: 1,
    timer: null,
    rtt: 12,
    retransmits: 0,
    closedAt: null,
    component: weather,
    process: { pid: 4242, name: 'gnome-shell' },
    uid: 1000,
    request: { kind: 'weather', subjects: [{ name: 'Boston', code: 'KBOS' }] },
    attribution: { evidence: [], inferred: false },
    endpoint: akamaiAtSony,
    firstSeen: false,
    findings: ['half-closed:org.gnome.Shell/weather:provider:akamai'],
};

export const storyFinding: Finding = {
    id: 'half-closed:org.gnome.Shell/weather:provider:akamai',
    kind: 'half-closed',
    severity: 'notice',
    componentId: weather.id,
    connectionIds: ['1f'],
    address: '110.232.152.33',
    since: now - 5 * 60_000,
    values: {
        count: 1,
        unread: 0,
        keepalive: 'off',
        cause: 'libgweather',
        growing: false,
        before: false,
    },
};

export function destination(endpoint: Endpoint): Destination {
    const { address, name, nameConfirmed, provider, network, placement, confidence, special, warnings } =
        endpoint;
    return {
        ...{ address, name, nameConfirmed, provider, network, placement, confidence, special, warnings },
        connections: 1,
        firstSeen: false,
    };
}

export const weatherSummary: ComponentSummary = {
    component: weather,
    request: story.request,
    open: 1,
    closed: 0,
    ended: 3,
    bytesSent: 512,
    bytesReceived: 4096,
    sendRate: 0,
    receiveRate: 0,
    destinations: [destination(akamaiAtSony)],
    destinationCount: 1,
    findings: [storyFinding],
    since: story.since,
};
