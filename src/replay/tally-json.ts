import { formatNum } from "../policy/index.ts";
import { idsFromJson, idsJson } from "./id-sample.ts";
import { emptyTally, type Tally } from "./tally.ts";
import { weightFromText } from "./weight.ts";

/** A tally in JSON, to leave the process or the thread: maps as lists of pairs, decimals as texts, an empty period as null. */
export type TallyJson = ReturnType<typeof tallyJson>;

export function tallyJson(tally: Tally) {
  return {
    cells: [...tally.cells].map(([key, cell]) => [key, { ...cell, weight: formatNum(cell.weight) }] as const),
    notReplayed: [...tally.notReplayed],
    places: tally.places,
    unjudged: tally.unjudged,
    flips: [...tally.flips],
    segments: [...tally.segments].map(([name, values]) => [name, values && [...values]] as const),
    regions: [...tally.regions],
    handlings: [...tally.handlings],
    ids: idsJson(tally.ids),
    period: tally.period.from > tally.period.to ? null : tally.period,
  };
}

export function tallyFromJson(json: TallyJson): Tally {
  return {
    cells: new Map(json.cells.map(([key, cell]) => [key, { ...cell, weight: weightFromText(cell.weight) }])),
    notReplayed: new Map(json.notReplayed),
    places: json.places,
    unjudged: json.unjudged,
    flips: new Map(json.flips),
    segments: new Map(json.segments.map(([name, values]) => [name, values && new Map(values)])),
    regions: new Map(json.regions),
    handlings: new Map(json.handlings),
    ids: idsFromJson(json.ids),
    period: json.period ?? emptyTally().period,
  };
}
