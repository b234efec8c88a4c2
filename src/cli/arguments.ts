/** What the command line says how to use it. */
export const usage = `Usage: npx kefu migrate (--print | --apply) [--sqlite <path> | --postgres <url>]

Brings the tables of a store up to date.

  --print                  prints the SQL that is missing, and changes nothing
  --apply                  runs it, all of it or nothing
  --sqlite <path>          a SQLite file that no service has open
  --postgres <url>         a PostgreSQL database; default: the environment's KEFU_POSTGRES_URL, else DATABASE_URL.
                           Other users of a machine may see the arguments of a program, but not its environment.
  --schema <name>          PostgreSQL: the schema of the tables, which must exist; default: the connection's first
  --table-prefix <prefix>  PostgreSQL: what the names of the tables begin with; default: cs_
  --help                   prints this

Exit codes: 0 done, 1 refused or failed, 2 arguments not understood.
`;

/** Arguments that make no command. */
export class UsageError extends Error {}

/** What is asked for. */
export type Command =
  | { readonly name: "help" }
  | { readonly name: "migrate"; readonly apply: boolean; readonly target: Target };

/** The store it is asked for. */
export type Target =
  | { readonly kind: "sqlite"; readonly path: string }
  | {
      readonly kind: "postgres";
      readonly url: string;
      readonly schema: string | undefined;
      readonly tablePrefix: string | undefined;
    };

const switches = ["--print", "--apply", "--help"];
const settings = ["--sqlite", "--postgres", "--schema", "--table-prefix"];

/** The command that these arguments are; refuses with a {@link UsageError}. */
export function readArguments(
  given: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Command {
  const { words, flags } = sorted(given);
  if (flags.has("--help")) return { name: "help" };
  const [name, ...more] = words;
  // What was given instead is not repeated: it may be an address with a password.
  if (name !== "migrate" || more.length > 0)
    throw new UsageError("There is one command, `migrate`; the rest are options.");
  const apply = flags.has("--apply");
  if (apply === flags.has("--print")) throw new UsageError("Exactly one of --print and --apply is needed.");
  return { name, apply, target: targetOf(flags, environment) };
}

interface Sorted {
  readonly words: readonly string[];
  readonly flags: ReadonlyMap<string, string>;
}

/** Words stand for themselves; a setting has its value behind it, or behind `=`. */
function sorted(given: readonly string[]): Sorted {
  const words: string[] = [];
  const flags = new Map<string, string>();
  const left = [...given];
  for (let one = left.shift(); one !== undefined; one = left.shift()) {
    const [, flag = one, ownValue] = /^(--[^=]+)=(.*)$/s.exec(one) ?? [];
    if (!flag.startsWith("-")) words.push(flag);
    else if (switches.includes(flag) && ownValue === undefined) flags.set(flag, "");
    else if (settings.includes(flag)) flags.set(flag, checkedValue(flag, ownValue ?? left.shift()));
    else throw new UsageError(`There is no option ${flag}.`);
  }
  return { words, flags };
}

function checkedValue(flag: string, value: string | undefined): string {
  if (value === undefined || value === "" || value.startsWith("--")) throw new UsageError(`${flag} needs a value.`);
  return value;
}

function targetOf(flags: Sorted["flags"], environment: Readonly<Record<string, string | undefined>>): Target {
  const path = flags.get("--sqlite");
  const ofPostgres = ["--postgres", "--schema", "--table-prefix"].find((flag) => flags.has(flag));
  if (path !== undefined) {
    if (ofPostgres !== undefined) throw new UsageError(`--sqlite and ${ofPostgres} do not go together.`);
    return { kind: "sqlite", path };
  }
  const url = flags.get("--postgres") || environment.KEFU_POSTGRES_URL || environment.DATABASE_URL;
  if (url === undefined || url === "") throw new UsageError("Which store? Give --sqlite <path> or --postgres <url>.");
  if (!/^postgres(ql)?:/.test(url) || !URL.canParse(url)) {
    throw new UsageError(
      "The address of a PostgreSQL database is like postgres://user:password@host:5432/database, signs such as # or / in the password as %23 or %2F; got something else.",
    );
  }
  return { kind: "postgres", url, schema: flags.get("--schema"), tablePrefix: flags.get("--table-prefix") };
}
