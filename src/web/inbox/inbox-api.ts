import type { Failure } from "./inbox-state.ts";

/** A call that was not answered as asked; `status` is 0 where the server was not reached. */
export class RefusedCall extends Error {
  override readonly name = "RefusedCall";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  get failure(): Failure {
    return { status: this.status, sentence: this.message };
  }
}

/** The handler's API. The session is a cookie of the same origin; there is no token here. */
export class InboxApi {
  readonly #base: string;
  /** The language tag of the page: what the server tells in words is told in it. */
  language: string;

  constructor(base: string, language: string) {
    this.#base = `${base.replace(/\/+$/, "")}/api`;
    this.language = language;
  }

  /** An address below the API; parameters that are `null` are left out. */
  url(path: string, parameters: Readonly<Record<string, string | null>> = {}): string {
    const given = Object.entries(parameters).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
    const query = new URLSearchParams(given).toString();
    return `${this.#base}${path}${query === "" ? "" : `?${query}`}`;
  }

  get<T>(path: string, parameters: Readonly<Record<string, string | null>> = {}): Promise<T> {
    return this.#call<T>(this.url(path, parameters), {});
  }

  post<T>(path: string, body: object): Promise<T> {
    const headers = { "content-type": "application/json" };
    return this.#call<T>(this.url(path), { method: "POST", headers, body: JSON.stringify(body) });
  }

  /** Headers of every request. */
  get headers(): Readonly<Record<string, string>> {
    return { accept: "application/json", "accept-language": this.language };
  }

  async #call<T>(url: string, { headers, ...request }: Call): Promise<T> {
    const asked = { ...request, headers: { ...this.headers, ...headers }, cache: "no-store" } as const;
    const response = await fetch(url, asked).catch((error) => {
      throw new RefusedCall(0, error instanceof Error ? error.message : "");
    });
    if (!response.ok) throw new RefusedCall(response.status, await sentenceOf(response));
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}

interface Call {
  readonly method?: "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function sentenceOf(response: Response): Promise<string> {
  try {
    const { error } = (await response.json()) as { readonly error?: { readonly message?: string } };
    return error?.message ?? response.statusText;
  } catch {
    // A proxy answered in place of the handler: it speaks no JSON.
    return response.statusText;
  }
}
