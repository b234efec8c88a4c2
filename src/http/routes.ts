import { refusedRequest } from "./refusal.ts";

/** What is done with requests of one method to one path. `C`: what every route of the handler is given. */
export interface Route<C> {
  readonly method: "GET" | "POST";
  /** Below the handler's base path; `:name` stands for one segment: `/tickets/:id/reply`. */
  readonly path: string;
  readonly answer: (context: C, segments: Readonly<Record<string, string>>) => Response | Promise<Response>;
}

/**
 * Finds the route of a request below `basePath`; `HEAD` is answered as `GET`, without the body. Refuses with 404, or with 405
 * where only other methods are answered.
 */
export class Routes<C> {
  readonly #basePath: string;
  readonly #routes: readonly (Route<C> & { readonly parts: readonly string[] })[];

  constructor(basePath: string, routes: readonly Route<C>[]) {
    this.#basePath = basePath.replace(/\/+$/, "");
    this.#routes = routes.map((route) => ({ ...route, parts: partsOf(route.path) }));
  }

  async answer(request: Request, context: C): Promise<Response> {
    const parts = partsOf(this.#below(new URL(request.url).pathname));
    const isHead = request.method === "HEAD";
    const method = isHead ? "GET" : request.method;
    const there: Route<C>[] = [];
    for (const route of this.#routes) {
      const segments = match(route.parts, parts);
      if (segments === null) continue;
      if (route.method !== method) {
        there.push(route);
        continue;
      }
      const answer = await route.answer(context, segments);
      return isHead ? headOf(answer) : answer;
    }
    if (there.length === 0) throw refusedRequest(404, "not_found", "There is nothing here.");
    const allow = [...new Set(there.map((route) => route.method))].join(", ");
    throw refusedRequest(405, "method", `Only ${allow} is answered here.`, { allow });
  }

  /** A router that has stripped the base path already is as good as one that has not. */
  #below(pathname: string): string {
    const isBelow = pathname === this.#basePath || pathname.startsWith(`${this.#basePath}/`);
    return isBelow ? pathname.slice(this.#basePath.length) : pathname;
  }
}

/** Its body ends here: not every host tells a stream that nobody reads it. */
async function headOf(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

function partsOf(path: string): readonly string[] {
  return path.split("/").filter((part) => part !== "");
}

function match(pattern: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (pattern.length !== parts.length) return null;
  const segments: Record<string, string> = {};
  for (const [place, expected] of pattern.entries()) {
    const given = decoded(parts[place] ?? "");
    if (given === null) return null;
    if (expected.startsWith(":")) segments[expected.slice(1)] = given;
    else if (expected !== given) return null;
  }
  return segments;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
