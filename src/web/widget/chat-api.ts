import type { Session, SessionRequest } from "../../http/webchat/protocol.ts";
import { after } from "../browser-clock.ts";
import { sessionStore } from "../session-store.ts";

const answerMs = 15_000;
const uploadMs = 300_000;

/** The server did not do what it was asked. */
export class ChatApiError extends Error {
  /** Whether it will not do it however often it is asked. */
  readonly isFinal: boolean;

  constructor(status: number) {
    super(`The server answers ${status}.`);
    this.isFinal = status < 500 && status !== 429 && status !== 408;
  }
}

export interface ChatApiOptions {
  readonly url: string;
  readonly locale: string;
  readonly identity?: (() => Promise<string | null>) | undefined;
}

/** What is asked of the web chat's handler, as the visitor of a session that is begun when it is first needed. */
export class ChatApi {
  readonly #options: ChatApiOptions;
  readonly #store = sessionStore(() => localStorage);
  readonly #onSession: (session: Session) => void;
  #session: Promise<Session> | null = null;

  /** `onSession` is called for each that is begun, and throws when it is another visitor's than the one before. */
  constructor(options: ChatApiOptions, onSession: (session: Session) => void) {
    this.#options = options;
    this.#onSession = onSession;
  }

  get url(): string {
    return this.#options.url;
  }

  /** Under which the browser keeps things of this chat. */
  key(of: string): string {
    return `kefu:${this.url}:${of}`;
  }

  /** Whether this browser chatted before. */
  get isKnown(): boolean {
    return this.#token !== null;
  }

  get #token(): string | null {
    return this.#store.get(this.key("token"));
  }

  /** The session; rejects when it cannot be begun, and the next call tries anew. */
  session(): Promise<Session> {
    this.#session ??= this.#begin().catch((error: unknown) => {
      this.#session = null;
      throw error;
    });
    return this.#session;
  }

  /** Header of who asks. `isRefused`: a new session is begun, the token is of no use any more. */
  async headers(isRefused: boolean): Promise<Readonly<Record<string, string>>> {
    if (isRefused) this.#session = null;
    return { authorization: `Bearer ${(await this.session()).token}` };
  }

  /** Rejects with {@link ChatApiError}, or as `fetch` does where there is no network. */
  async ask(path: string, init: RequestInit = {}, isRefused = false): Promise<Response> {
    const headers = { ...init.headers, ...(await this.headers(isRefused)) };
    const response = await answerTo(this.url + path, { ...init, headers });
    return response.status === 401 && !isRefused ? this.ask(path, init, true) : checked(response);
  }

  post(path: string, body: object): Promise<Response> {
    return this.ask(path, json(body));
  }

  /** One tab after the other: what the first begins, the others go on with. */
  #begin(): Promise<Session> {
    const begin = () => this.#beginWith(this.#token);
    return "locks" in navigator ? navigator.locks.request(this.key("session"), begin) : begin();
  }

  async #beginWith(token: string | null): Promise<Session> {
    const { locale, identity } = this.#options;
    const body: SessionRequest = {
      token: token ?? undefined,
      identity: (await identity?.()) ?? undefined,
      locale,
    };
    const response = await answerTo(`${this.url}/session`, json(body));
    // A token of too long ago; what says who this is may have grown old meanwhile, too, and is asked for again.
    if (response.status === 401 && token !== null) return this.#beginWith(null);
    const session = (await checked(response).json()) as Session;
    this.#store.set(this.key("token"), session.token);
    this.#onSession(session);
    return session;
  }
}

/** A network may swallow without a word what is asked; after some time it counts as unanswered. */
function answerTo(url: string, init: RequestInit): Promise<Response> {
  const breaking = new AbortController();
  const cancel = after(init.body instanceof Blob ? uploadMs : answerMs, () => breaking.abort());
  return fetch(url, { ...init, signal: breaking.signal }).finally(cancel);
}

function json(body: object): RequestInit {
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function checked(response: Response): Response {
  if (!response.ok) throw new ChatApiError(response.status);
  return response;
}
