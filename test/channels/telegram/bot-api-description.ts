import { readFileSync } from "node:fs";

interface Field {
  readonly name: string;
  readonly types: readonly string[];
  readonly required: boolean;
}

interface Description {
  readonly methods: Readonly<Record<string, readonly Field[]>>;
  readonly types: Readonly<Record<string, readonly Field[]>>;
}

/** Telegram's own description of its methods and types; see the README beside it. */
const description = JSON.parse(
  readFileSync(new URL("../../fixtures/telegram/bot-api.json", import.meta.url), "utf8"),
) as Description;

/** The names of the fields of a type. */
export function fieldsOf(type: "Update" | "Message"): readonly string[] {
  return (description.types[type] ?? []).map(({ name }) => name);
}

/** What of a call is not as the Bot API describes it, as sentences. */
export function violationsOf(method: string, payload: unknown): readonly string[] {
  const fields = description.methods[method];
  return fields === undefined ? [`There is no method ${method}.`] : inObject(method, fields, payload);
}

function inObject(where: string, fields: readonly Field[], value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [`${where} is no object.`];
  const given = Object.entries(value);
  const missing = fields.filter(({ name, required }) => required && !given.some(([key]) => key === name));
  return [
    ...missing.map(({ name }) => `${where}.${name} is missing.`),
    ...given.flatMap(([key, part]) => {
      const field = fields.find(({ name }) => name === key);
      if (field === undefined) return [`${where}.${key} does not exist.`];
      const tries = field.types.map((type) => ofType(`${where}.${key}`, type, part));
      return tries.some((found) => found.length === 0) ? [] : (tries[0] ?? []);
    }),
  ];
}

function ofType(where: string, type: string, value: unknown): readonly string[] {
  if (type.startsWith("Array of ")) {
    if (!Array.isArray(value)) return [`${where} is no array.`];
    return value.flatMap((item, index) => ofType(`${where}[${index}]`, type.slice("Array of ".length), item));
  }
  const isScalar = scalars[type];
  if (isScalar !== undefined) return isScalar(value) ? [] : [`${where} is no ${type}: ${JSON.stringify(value)}.`];
  const fields = description.types[type];
  return fields === undefined ? [`${where} is ${type}, which is not described.`] : inObject(where, fields, value);
}

const scalars: Readonly<Record<string, (value: unknown) => boolean>> = {
  Integer: (value) => Number.isSafeInteger(value),
  Float: (value) => typeof value === "number",
  String: (value) => typeof value === "string",
  Boolean: (value) => typeof value === "boolean",
};
