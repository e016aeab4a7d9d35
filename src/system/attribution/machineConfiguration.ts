import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import type { ConfiguredHosts } from '../../engine/attribution/catalogue.js';
import * as read from '../../engine/attribution/configuredHosts.js';
import type { HostReader } from '../../engine/attribution/configuredHosts.js';
import { keyFileGroups } from '../../engine/attribution/keyFile.js';
import type { Configuration, ConfiguredHost, WeatherPlace } from '../../engine/attribution/surroundings.js';
import { weatherPlace, weatherPlaces } from '../../engine/attribution/weatherPlaces.js';
import { listDirectory, readText } from '../files.js';

/** A file, or all files of a directory with that ending. */
interface Source {
    readonly path: string;
    readonly ending?: string;
    readonly reader: HostReader;
}

const longestFile = 256 * 1024;
const mostFiles = 64;
const mostHosts = 64;

/** What this machine is configured to ask for. Nothing that is secret is kept: see the readers. */
export class MachineConfiguration implements Configuration {
    readonly #cancellable: Gio.Cancellable | null;
    readonly #sources: Readonly<Record<ConfiguredHosts, readonly Source[]>>;

    /** `root` stands in front of the paths that are the system's: for tests, and for a container's host. */
    constructor(cancellable: Gio.Cancellable | null, root = '') {
        this.#cancellable = cancellable;
        this.#sources = sources(root);
    }

    async hosts(list: ConfiguredHosts): Promise<readonly ConfiguredHost[]> {
        const found = new Map<string, ConfiguredHost>();
        for (const source of this.#sources[list]) {
            for (const path of await this.#files(source)) {
                const text = await readText(path, longestFile, this.#cancellable);
                if (text === null) continue;
                for (const host of source.reader(text, path))
                    if (found.size < mostHosts && !found.has(host.host)) found.set(host.host, host);
            }
        }
        return Array.from(found.values());
    }

    async weather(by: 'shell' | 'app' | 'any'): Promise<readonly WeatherPlace[]> {
        const places =
            by === 'shell'
                ? shellPlaces()
                : by === 'app'
                  ? [...appPlaces(), ...(await this.#sandboxedPlaces())]
                  : [...defaultPlace(), ...appPlaces(), ...shellPlaces(), ...(await this.#sandboxedPlaces())];
        const unique = new Map(places.map(place => [`${place.name} ${place.code ?? ''}`, place]));
        return Array.from(unique.values());
    }

    async #files({ path, ending }: Source): Promise<readonly string[]> {
        if (ending === undefined) return [path];
        const infos = await listDirectory(path, 'standard::name', mostFiles * 4, this.#cancellable);
        if (infos === null || infos === 'denied') return [];
        return infos
            .map(info => info.get_name())
            .filter(name => name.endsWith(ending) && !name.startsWith('.'))
            .sort()
            .slice(0, mostFiles)
            .map(name => `${path}/${name}`);
    }

    /** The Weather app as a flatpak keeps its settings in a file of its own. */
    async #sandboxedPlaces(): Promise<readonly WeatherPlace[]> {
        const path = `${GLib.get_home_dir()}/.var/app/org.gnome.Weather/config/glib-2.0/settings/keyfile`;
        const text = await readText(path, longestFile, this.#cancellable);
        if (text === null) return [];
        const value = keyFileGroups(text)
            .filter(({ name }) => name === 'org/gnome/Weather')
            .flatMap(({ entries }) => entries)
            .find(([key]) => key === 'locations')?.[1];
        return value === undefined ? [] : weatherPlaces(parsedVariant(value), path);
    }
}

function sources(root: string): Readonly<Record<ConfiguredHosts, readonly Source[]>> {
    const etc = `${root}/etc`;
    const config = GLib.get_user_config_dir();
    const data = GLib.get_user_data_dir();
    const parts = (reader: HostReader, ending: string, ...paths: readonly string[]): Source[] =>
        paths.map(path => ({ path, ending, reader }));
    const files = (reader: HostReader, ...paths: readonly string[]): Source[] =>
        paths.map(path => ({ path, reader }));
    return {
        'package-sources': [
            ...files(read.aptList, `${etc}/apt/sources.list`),
            ...parts(read.aptList, '.list', `${etc}/apt/sources.list.d`),
            ...parts(read.aptSources, '.sources', `${etc}/apt/sources.list.d`),
            ...parts(read.rpmRepositories, '.repo', `${etc}/yum.repos.d`, `${etc}/zypp/repos.d`),
            ...files(read.pacmanServers, `${etc}/pacman.d/mirrorlist`, `${etc}/pacman.conf`),
        ],
        'time-servers': [
            ...files(read.timesyncd, `${etc}/systemd/timesyncd.conf`),
            ...parts(
                read.timesyncd,
                '.conf',
                `${etc}/systemd/timesyncd.conf.d`,
                `${root}/run/systemd/timesyncd.conf.d`,
                `${root}/usr/lib/systemd/timesyncd.conf.d`,
            ),
            ...files(read.timesyncd, `${root}/usr/lib/systemd/timesyncd.conf`),
            ...files(
                read.ntpDaemon,
                `${etc}/chrony/chrony.conf`,
                `${etc}/chrony.conf`,
                `${etc}/ntpsec/ntp.conf`,
                `${etc}/ntp.conf`,
            ),
            ...parts(read.ntpDaemon, '.conf', `${etc}/chrony/conf.d`),
            ...parts(read.ntpDaemon, '.sources', `${etc}/chrony/sources.d`, `${root}/run/chrony-dhcp`),
        ],
        'flatpak-remotes': files(
            read.flatpakRemotes,
            `${data}/flatpak/repo/config`,
            `${root}/var/lib/flatpak/repo/config`,
        ),
        'firmware-remotes': parts(
            read.firmwareRemote,
            '.conf',
            `${etc}/fwupd/remotes.d`,
            `${root}/var/lib/fwupd/remotes.d`,
            `${root}/usr/share/fwupd/remotes.d`,
        ),
        'connectivity-check': [
            ...files(read.connectivityCheck, `${etc}/NetworkManager/NetworkManager.conf`),
            ...parts(
                read.connectivityCheck,
                '.conf',
                `${etc}/NetworkManager/conf.d`,
                `${root}/run/NetworkManager/conf.d`,
                `${root}/usr/lib/NetworkManager/conf.d`,
            ),
        ],
        accounts: files(read.onlineAccounts, `${config}/goa-1.0/accounts.conf`),
        calendars: parts(read.evolutionSource, '.source', `${config}/evolution/sources`),
        'location-service': [
            ...files(read.locationService, `${etc}/geoclue/geoclue.conf`),
            ...parts(read.locationService, '.conf', `${etc}/geoclue/conf.d`),
        ],
        'dns-servers': files(
            read.nameServers,
            `${root}/run/systemd/resolve/resolv.conf`,
            `${root}/run/NetworkManager/resolv.conf`,
            `${etc}/resolv.conf`,
        ),
        printers: files(
            read.printServer,
            `${GLib.get_home_dir()}/.cups/client.conf`,
            `${etc}/cups/client.conf`,
        ),
    };
}

/** The shell fetches the weather of its first place only (js/misc/weather.js). */
function shellPlaces(): readonly WeatherPlace[] {
    return weatherPlaces(setting('org.gnome.shell.weather', 'locations'), 'org.gnome.shell.weather').slice(
        0,
        1,
    );
}

function appPlaces(): readonly WeatherPlace[] {
    return weatherPlaces(setting('org.gnome.Weather', 'locations'), 'org.gnome.Weather');
}

function defaultPlace(): readonly WeatherPlace[] {
    const place = weatherPlace(setting('org.gnome.GWeather4', 'default-location'), 'org.gnome.GWeather4');
    return place ? [place] : [];
}

/** Unpacked; undefined where no such setting is installed. */
function setting(schemaId: string, key: string): unknown {
    const schema = Gio.SettingsSchemaSource.get_default()?.lookup(schemaId, true);
    if (!schema?.has_key(key)) return undefined;
    return new Gio.Settings({ settings_schema: schema }).get_value(key).recursiveUnpack();
}

function parsedVariant(text: string): unknown {
    try {
        return GLib.Variant.parse(new GLib.VariantType('av'), text, null, null).recursiveUnpack();
    } catch (error) {
        if (error instanceof GLib.Error) return undefined;
        throw error;
    }
}
