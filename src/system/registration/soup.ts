import type Gio from 'gi://Gio?version=2.0';

/** What is used of libsoup 3; its types are not among those of GNOME Shell. */
export interface Soup {
    readonly Message: { new: (method: string, address: string) => SoupMessage | null };
    readonly Session: new (properties: { user_agent: string; idle_timeout: number }) => SoupSession;
    readonly MessageFlags: { readonly NO_REDIRECT: number };
}

export interface SoupMessage {
    readonly status_code: number;
    readonly request_headers: { append(name: string, value: string): void };
    readonly response_headers: { get_one(name: string): string | null };
    add_flags(flags: number): void;
}

export interface SoupSession {
    tls_database: Gio.TlsDatabase | null;
    send_async(
        message: SoupMessage,
        priority: number,
        cancellable: Gio.Cancellable | null,
        callback: (session: SoupSession, result: Gio.AsyncResult) => void,
    ): void;
    send_finish(result: Gio.AsyncResult): Gio.InputStream;
    abort(): void;
}

/** null: it is not installed. It comes with every GNOME, but not with every machine. */
export async function loadSoup(): Promise<Soup | null> {
    const name = 'gi://Soup?version=3.0';
    try {
        return ((await import(name)) as { default: Soup }).default;
    } catch {
        return null;
    }
}
