import type { Session, SessionRequest } from "../../http/webchat/protocol.ts";
import { sessionStore } from "../session-store.ts";

/** The server did not do what it was asked. */
export class ChatApiError extends Error {
  /** Whether the same may be asked again: it is not known to be done, and not refused for good. */
  readonly mayRetry: boolean;
  readonly retryAfterMs: number;

  constructor({ status, headers }: Pick<Response, "status" | "headers">) {
    super(`The chat answers ${status}.`);
    this.mayRetry = status >= 500 || status === 429 || status === 408;
    this.retryAfterMs = Number(headers.get("retry-after") ?? 0) * 1_000;
  }
}

export interface ChatApiOptions {
  readonly url: string;
  readonly locale: string;
  readonly identity?: (() => Promise<string | null>) | undefined;
  /** A session was begun: it may be another visitor's than the one before. */
  readonly onSession: (session: Session) => void;
}

/** What is asked of the web chat's handler, as the visitor of a session that is begun when it is first needed. */
export class ChatApi {
  readonly #options: ChatApiOptions;
  readonly #store = sessionStore("local");
  readonly #key: string;
  /** Says who this is, instead of what the page says when it is asked. */
  #identity: string | null = null;
  #session: Promise<Session> | null = null;

  constructor(options: ChatApiOptions) {
    this.#options = options;
    this.#key = `kefu:${options.url}`;
  }

  get url(): string {
    return this.#options.url;
  }

  /** Whether this browser chatted before. */
  get isKnown(): boolean {
    return this.#store.get<string>(this.#key) !== null;
  }

  /** The session; rejects when it cannot be begun, and the next call tries anew. */
  session(): Promise<Session> {
    this.#session ??= this.#begin().catch((error: unknown) => {
      this.#session = null;
      throw error;
    });
    return this.#session;
  }

  /** From now on as whom this token names: the next call begins a new session. */
  identify(token: string): void {
    this.#identity = token;
    this.#session = null;
  }

  /** Header of who asks. `isRefused`: a new session is begun, the token is of no use any more. */
  async headers(isRefused: boolean): Promise<Readonly<Record<string, string>>> {
    if (isRefused) this.#session = null;
    const { token } = await this.session();
    return { authorization: `Bearer ${token}` };
  }

  /** Rejects with {@link ChatApiError}, or as `fetch` does where there is no network. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await this.#ask(path, init, false);
    return checked(response.status === 401 ? await this.#ask(path, init, true) : response);
  }

  post(path: string, body: object): Promise<Response> {
    return this.ask(path, json(body));
  }

  async #ask(path: string, init: RequestInit, isRefused: boolean): Promise<Response> {
    const headers = { ...init.headers, ...(await this.headers(isRefused)) };
    return fetch(this.url + path, { cache: "no-store", ...init, headers });
  }

  /** One tab after the other: what the first begins, the others go on with. */
  #begin(): Promise<Session> {
    const begin = () => this.#beginWith(this.#store.get<string>(this.#key));
    return "locks" in navigator ? navigator.locks.request(`${this.#key}:session`, begin) : begin();
  }

  async #beginWith(token: string | null): Promise<Session> {
    const identity = this.#identity ?? (await this.#options.identity?.()) ?? null;
    const body: SessionRequest = {
      ...(token === null ? {} : { token }),
      ...(identity === null ? {} : { identity }),
      locale: this.#options.locale,
    };
    const response = await fetch(`${this.url}/session`, json(body));
    // A token of too long ago; what says who this is may have grown old meanwhile, too, and is asked for again.
    if (response.status === 401 && token !== null) return this.#beginWith(null);
    const session = (await checked(response).json()) as Session;
    this.#identity = null;
    this.#store.set(this.#key, session.token);
    this.#options.onSession(session);
    return session;
  }
}

function json(body: object): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function checked(response: Response): Response {
  if (!response.ok) throw new ChatApiError(response);
  return response;
}
