import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as read from '../../../src/engine/attribution/configuredHosts.js';
import { cgroupMount } from '../../../src/engine/attribution/cgroupMount.js';
import { unitDescription, unitFileNames } from '../../../src/engine/attribution/unitFile.js';
import { weatherPlaces } from '../../../src/engine/attribution/weatherPlaces.js';

const hosts = (reader: read.HostReader, text: string) => reader(text, '/file').map(({ host }) => host);
const labelled = (reader: read.HostReader, text: string) =>
    reader(text, '/file').map(({ host, label }) => [host, label]);

describe('whom the machine is configured to ask', () => {
    it('reads package sources of apt, dnf and pacman', () => {
        const list = [
            '# deb http://old.example.org/ x main',
            'deb [arch=amd64 signed-by=/k] https://deb.example.org/debian trixie main',
            'deb-src http://src.example.org:8080/debian trixie main',
            'deb file:/srv/mirror ./',
            'deb mirror+https://mirrors.example.org/list x main',
        ].join('\n');
        assert.deepEqual(hosts(read.aptList, list), [
            'deb.example.org',
            'src.example.org',
            'mirrors.example.org',
        ]);
        const sources = [
            'Types: deb\nURIs: https://a.example.org/debian\n https://b.example.org/debian\nSuites: x\n',
            'Enabled: no\nTypes: deb\nURIs: https://off.example.org/\n',
        ].join('\n');
        assert.deepEqual(hosts(read.aptSources, sources), ['a.example.org', 'b.example.org']);
        const repo = [
            '[fedora]\nname=Fedora $releasever\nmetalink=https://mirrors.example.org/metalink?repo=$releasever\nenabled=1',
            '[off]\nname=Off\nbaseurl=https://off.example.org/\nenabled=0',
            '[code]\nname=Editor\nbaseurl=https://packages.example.com/yum',
        ].join('\n');
        assert.deepEqual(labelled(read.rpmRepositories, repo), [
            ['mirrors.example.org', ''],
            ['packages.example.com', 'Editor'],
        ]);
        const pacman =
            '#Server = https://no.example.org/$repo\nServer = https://geo.example.org/$repo/os/$arch\n';
        assert.deepEqual(hosts(read.pacmanServers, pacman), ['geo.example.org']);
    });

    it('reads time servers, and the built-in ones where none is set', () => {
        const distributed = '[Time]\n#NTP=\n#FallbackNTP=0.debian.pool.ntp.org 1.debian.pool.ntp.org\n';
        assert.deepEqual(hosts(read.timesyncd, distributed), [
            '0.debian.pool.ntp.org',
            '1.debian.pool.ntp.org',
        ]);
        assert.deepEqual(hosts(read.timesyncd, `${distributed}NTP=ntp.example.org\n`), ['ntp.example.org']);
        const chrony =
            'pool 2.debian.pool.ntp.org iburst\n server 192.0.2.7\n!server x.example.org\npeer -4 p.example.org\n';
        assert.deepEqual(hosts(read.ntpDaemon, chrony), [
            '2.debian.pool.ntp.org',
            '192.0.2.7',
            'p.example.org',
        ]);
    });

    it('reads remotes of flatpak and firmware with their titles, unless they are off', () => {
        const flatpak =
            '[core]\nrepo_version=1\n[remote "flathub"]\nurl=https://dl.flathub.org/repo/\nxa.title=Flathub\n' +
            '[remote "off"]\nurl=https://off.example.org/\nxa.disable=true\n[remote "beta"]\nurl=https://beta.example.org/\n';
        assert.deepEqual(labelled(read.flatpakRemotes, flatpak), [
            ['dl.flathub.org', 'Flathub'],
            ['beta.example.org', 'beta'],
        ]);
        const fwupd =
            '[fwupd Remote]\nEnabled=true\nTitle=LVFS\nMetadataURI=https://cdn.fwupd.org/x.xz\nReportURI=https://fwupd.org/r\n';
        assert.deepEqual(labelled(read.firmwareRemote, fwupd), [
            ['cdn.fwupd.org', 'LVFS'],
            ['fwupd.org', 'LVFS'],
        ]);
        assert.deepEqual(hosts(read.firmwareRemote, fwupd.replace('true', 'false')), []);
    });

    it('reads connectivity check, location service, name servers and print server', () => {
        const manager =
            '[main]\nuri=http://no.example.org\n[connectivity]\nuri=http://network-test.debian.org/nm\n';
        assert.deepEqual(hosts(read.connectivityCheck, manager), ['network-test.debian.org']);
        const geoclue =
            '[wifi]\nenable=true\nurl=https://api.beacondb.net/v1/geolocate?key=secret\n#url=https://no.example.org\n';
        assert.deepEqual(hosts(read.locationService, geoclue), ['api.beacondb.net']);
        const resolv =
            'nameserver 127.0.0.53\nnameserver 192.0.2.1\nnameserver fe80::1%eth0\nnameserver 2001:db8::1\n';
        assert.deepEqual(hosts(read.nameServers, resolv), ['192.0.2.1', 'fe80::1', '2001:db8::1']);
        assert.deepEqual(hosts(read.printServer, 'ServerName print.example.org:631/version=1.1\n'), [
            'print.example.org',
        ]);
    });

    it('keeps of accounts and of addresses with passwords nothing but the host', () => {
        const accounts =
            '[Account x]\nProvider=owncloud\nIdentity=jane\nPresentationIdentity=jane@cloud.example.org\n' +
            'Uri=https://jane:hunter2@cloud.example.org:8443/remote.php/dav?token=abc\nImapHost=imap.example.org:993\nImapUserName=jane\n';
        const found = read.onlineAccounts(accounts, '/accounts.conf');
        assert.deepEqual(
            found.map(({ host }) => host),
            ['cloud.example.org', 'imap.example.org'],
        );
        assert.doesNotMatch(JSON.stringify(found), /jane|hunter2|token|abc/);
        const source =
            '[Data Source]\nDisplayName=Work\nEnabled=true\n[Authentication]\nHost=dav.example.org\nUser=jane\n';
        assert.deepEqual(hosts(read.evolutionSource, source), ['dav.example.org']);
        assert.deepEqual(hosts(read.evolutionSource, source.replace('Enabled=true', 'Enabled=false')), []);
        assert.equal(
            read.hostOfUrl('https://user@evil.example.com:pw@good.example.org/'),
            'good.example.org',
        );
        assert.equal(read.hostOfUrl('https://[2001:db8::5]:443/'), '2001:db8::5');
        assert.equal(read.hostOfUrl('https://${mirror}/x'), null);
    });

    it('takes any text for any of them, and gives bounded lists of plain host names', () => {
        const readers = Object.values(read).filter(
            (reader): reader is read.HostReader => typeof reader === 'function' && reader.length === 2,
        );
        assert.ok(readers.length >= 12);
        const line = fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom('[wifi]', 'url=', 'server ', 'deb http://', 'URIs:', '[remote "', 'Host='),
        );
        fc.assert(
            fc.property(fc.array(line), fc.constantFrom(...readers), (lines, reader) =>
                reader(lines.join('\n'), '/f').every(({ host }) => /^[a-z0-9_:][a-z0-9_.:-]*$/.test(host)),
            ),
        );
        const many = Array.from({ length: 500 }, (_, index) => `server h${index}.example.org`).join('\n');
        assert.equal(read.ntpDaemon(many, '/f').length, 64);
    });
});

describe('what else is read of the machine', () => {
    it('reads weather locations as the desktop serializes them', () => {
        const boston = [2, ['Boston', 'KBOS', true, [[0.739, -1.24]], [[0.739, -1.24]]]];
        const noStation = [2, ['Nowhere', '', false, [], []]];
        assert.deepEqual(weatherPlaces([boston, noStation, [1, ['old']], 'x', null, [2, 7]], 'f'), [
            { name: 'Boston', code: 'KBOS', file: 'f' },
            { name: 'Nowhere', code: null, file: 'f' },
        ]);
        assert.deepEqual(weatherPlaces(undefined, 'f'), []);
    });

    it('reads descriptions of units and of template instances', () => {
        assert.equal(
            unitDescription(
                '[Unit]\nDescription=Firmware update daemon\n[Service]\nDescription=no\n',
                'fwupd.service',
            ),
            'Firmware update daemon',
        );
        assert.equal(
            unitDescription(
                '[Unit]\nDescription=Tunnel to %I (%p, %i, 100%%, %h)\n',
                'vpn@home\\x2dnet.service',
            ),
            'Tunnel to home-net (vpn, home\\x2dnet, 100%, )',
        );
        assert.equal(unitDescription('[Unit]\nDescription=\u202e\n', 'x.service'), null);
        assert.deepEqual(unitFileNames('vpn@home\\x2dnet.service'), [
            'vpn@home\\x2dnet.service',
            'vpn@.service',
        ]);
        assert.deepEqual(unitFileNames('../../etc/shadow'), []);
    });

    it('finds the cgroup tree on unified, hybrid and old machines', () => {
        const v1 = '30 24 0:26 / /sys/fs/cgroup/pids rw,nosuid shared:9 - cgroup cgroup rw,pids\n';
        const v2 = '31 24 0:27 / /sys/fs/cgroup/uni\\040fied rw master:1 - cgroup2 cgroup2 rw\n';
        assert.equal(cgroupMount(v1 + v2), '/sys/fs/cgroup/uni fied');
        assert.equal(cgroupMount(v1), null);
    });
});
