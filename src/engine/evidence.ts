/**
 * How far a claim may be trusted. `certain`: nobody but the party itself could have made it so.
 * `likely`: the usual reading of what was seen. `guess`: the best candidate among several.
 */
export type Strength = 'certain' | 'likely' | 'guess';

/**
 * One fact with its origin. `fact` names what was found, `source` where it was read, `values` the parts of
 * the sentence that the report makes of it. Texts in `values` are already cleaned (see text.ts).
 */
export interface Evidence<Fact extends string = string> {
    readonly fact: Fact;
    readonly source: string;
    readonly strength: Strength;
    readonly values: Readonly<Record<string, string>>;
}
