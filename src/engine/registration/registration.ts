/** Answer of a registry (RDAP, RFC 9083) to one address. Texts are cleaned. */
export interface Registration {
    readonly address: string;
    readonly network: string | null;
    readonly range: string | null;
    readonly holder: string | null;
    readonly country: string | null;
    readonly abuse: string | null;
    readonly registry: string | null;
}
