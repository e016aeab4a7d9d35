import { cleanText } from '../untrustedText.js';
import type { WeatherPlace } from './surroundings.js';

const mostPlaces = 20;

/**
 * Places in a settings value that holds GWeather locations, unpacked to plain arrays. A location is serialized
 * as `(uv)`: the format's number, 2, and `(ssba(dd)a(dd))`: English name, station code or '', whether it is a
 * city, own and parent's coordinates (libgweather, gweather-location.c).
 */
export function weatherPlaces(unpacked: unknown, file: string): readonly WeatherPlace[] {
    if (!Array.isArray(unpacked)) return [];
    const places = unpacked
        .slice(0, mostPlaces)
        .map(value => weatherPlace(value, file))
        .filter((place): place is WeatherPlace => place !== null);
    return places;
}

export function weatherPlace(value: unknown, file: string): WeatherPlace | null {
    const [format, location] = elements(value);
    const [name, code] = elements(location);
    if (format !== 2) return null;
    if (typeof name !== 'string') return null;
    const station = typeof code === 'string' && /^[A-Z0-9]{3,5}$/.test(code) ? code : null;
    const cleaned = cleanText(name, 80);
    return cleaned === '' && station === null
        ? null
        : { name: cleaned || (station ?? ''), code: station, file };
}

function elements(value: unknown): readonly unknown[] {
    return Array.isArray(value) ? value : [];
}
