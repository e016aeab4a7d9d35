import Gio from 'gi://Gio?version=2.0';

/** The number of this process. */
export function ownPid(): number {
    return new Gio.Credentials().get_unix_pid();
}

/** The number of the user that it runs as. */
export function ownUid(): number {
    return new Gio.Credentials().get_unix_user();
}
