/**
 * How large a governed file may be. A file past a limit is refused with a finding, so that a pull request cannot make the
 * check run out of time or memory.
 */
export const LIMITS = {
  /** Characters of one YAML file. */
  fileLength: 2 * 1024 * 1024,
  /** Aliases (`*name`) of one YAML file. */
  aliases: 100,
  /** Mappings and sequences inside one another in one YAML file. */
  nesting: 32,
  /** Rules of one policy. */
  rules: 5_000,
  /** Inputs and derived values of one policy, together. */
  columns: 200,
  /** Outcomes of one policy. */
  outcomes: 200,
  /** Characters of one test or formula. */
  textLength: 4_000,
  /** Operations inside one another in one formula. */
  depth: 50,
  /** Characters of a text that a formula puts together; a longer one has no value. */
  joinedLength: 100_000,
  /** Findings reported for one file; the rest is counted. */
  findings: 1_000,
} as const;
