import * as z from "zod/mini";
import { isLanguage } from "../model/language.ts";

/** The values that options are made of, each with its rule. */

export const name: z.ZodMiniString = z.string().check(z.minLength(1), z.maxLength(200));
export const sentence: z.ZodMiniString = z.string().check(z.minLength(1));
export const minutes: z.ZodMiniNumber = z.number().check(z.gte(0), z.lte(527_040));
/** For what would otherwise go on and on at one moment. */
export const someMinutes: z.ZodMiniNumber = z.number().check(z.gt(0), z.lte(527_040));
export const days: z.ZodMiniNumber = z.number().check(z.gte(0), z.lte(3_660));
export const languageTag: z.ZodMiniString = z
  .string()
  .check(z.refine(isLanguage, "expected a language tag such as zh-CN or en"));
export const webAddress: z.ZodMiniString = z
  .string()
  .check(z.refine(isWebAddress, "expected an http or https address"));

export function count(from: number, to: number): z.ZodMiniNumber {
  return z.number().check(z.int(), z.gte(from), z.lte(to));
}

/** A list that may be left out. */
export function many<S extends z.ZodMiniType>(schema: S) {
  return z._default(z.array(schema), []);
}

/** An object of the user's or a plug-in's with these methods. */
export function having<T>(what: string, ...methods: readonly (keyof T & string)[]): z.ZodMiniType<T, T> {
  const fits = (value: unknown) =>
    typeof value === "object" &&
    value !== null &&
    methods.every((method) => typeof Reflect.get(value, method) === "function");
  return z.custom<T>(fits, { error: `expected ${what}${methods.length > 0 ? ` (with ${methods.join(", ")})` : ""}` });
}

export function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:/.test(address);
}
