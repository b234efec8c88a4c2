import * as z from "zod/mini";
import type { CustomerService } from "../../customer-service.ts";
import { CustomerServiceError } from "../../errors.ts";
import { isZone } from "../../model/calendar.ts";
import { checked } from "../../model/check.ts";
import { isLanguage } from "../../model/language.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Logger, silentLogger } from "../../ports/logger.ts";
import type { Random } from "../../ports/random.ts";
import { sortableIds } from "../../system/sortable-ids.ts";
import { systemClock } from "../../system/system-clock.ts";
import { systemRandom } from "../../system/system-random.ts";
import type { WebHandler } from "../handler.ts";
import { RateLimit } from "../rate-limit.ts";
import { refusalResponse } from "../refusal.ts";
import { Routes } from "../routes.ts";
import { InboxNews } from "./inbox-news.ts";
import { guarded, type Inbox } from "./inbox-route.ts";
import { inboxRoutes } from "./inbox-routes.ts";
import { InboxPage } from "./page.ts";
import type { SignedIn } from "./person.ts";
import { type MaySee, Sight } from "./sight.ts";
import { SignsOfLife } from "./signs-of-life.ts";

/** How the inbox is served. */
export interface InboxHandlerOptions {
  /** Where it is mounted, as browsers see it. Default: "/inbox". */
  readonly basePath?: string | undefined;
  /** Says who is signed in, by your own session: a cookie, usually. `null`: nobody. */
  readonly authenticate: (request: Request) => SignedIn | null | Promise<SignedIn | null>;
  /** Where the page sends who is not signed in. Default: they are told to sign in, with 401. */
  readonly signInUrl?: string | undefined;
  /** A language tag. Default: what the browser asks for. */
  readonly language?: string | undefined;
  /** Default: "Inbox", or the same in the page's language. */
  readonly title?: string | undefined;
  /** The IANA zone in which "today" begins. Default: UTC. */
  readonly zone?: string | undefined;
  /**
   * Who sees a ticket, in place of the rule: supervisors and admins see all; agents theirs, what is offered to them, and all of
   * queues without teams or of one of their teams. What one does not see is not there for them.
   */
  readonly maySee?: MaySee | undefined;
  /** Believe `X-Forwarded-Proto` and `-Host`: only behind a proxy that sets them itself. Default: false. */
  readonly trustProxy?: boolean | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
  /** Default: that of the platform. */
  readonly random?: Random | undefined;
  /** Default: says nothing. */
  readonly logger?: Logger | undefined;
}

/** After this many at once, ten requests a second of one person. */
const pace = { intervalMs: 100, burst: 300 };

/**
 * The page on which agents answer, and all that it asks for. Mount it at `basePath` for GET and POST; it lives as long as the
 * service does. Refuses with `options.invalid`.
 */
export function inboxHandler(service: CustomerService, options: InboxHandlerOptions): WebHandler {
  const { basePath, language, zone } = checkedOptions(options);
  const { clock = systemClock, random = systemRandom(), logger = silentLogger } = options;
  const { title, signInUrl, authenticate, trustProxy = false } = options;
  const ids = sortableIds(clock, random);
  const inbox: Inbox = {
    ...{ service, authenticate, trustProxy, zone, clock, logger },
    sight: new Sight(service, options.maySee),
    news: new InboxNews(service, { clock, logger, newEpoch: () => ids.row() }),
    signsOfLife: new SignsOfLife(service.agents, { clock, logger }),
    page: new InboxPage({ basePath, title, language, signInUrl }),
    rate: new RateLimit(pace, clock),
  };
  const routes = new Routes(basePath, inboxRoutes.map(guarded));
  return async (request) => {
    try {
      return await routes.answer(request, { inbox, request });
    } catch (error) {
      return refusalResponse(error, logger);
    }
  };
}

const optionsSchema = z.object({
  basePath: z._default(z.string().check(z.regex(/^(?:\/[\w.~-]+)*\/?$/, "expected a path such as /inbox")), "/inbox"),
  language: z.optional(z.string().check(z.refine(isLanguage, "expected a language tag such as zh-CN"))),
  zone: z._default(z.string().check(z.refine(isZone, "expected an IANA zone such as Asia/Shanghai")), "UTC"),
});

function checkedOptions({ basePath, language, zone }: InboxHandlerOptions) {
  const read = checked(optionsSchema, { basePath, language, zone }, (where, rule) => {
    return new CustomerServiceError("options.invalid", `Inbox: ${where}: ${rule}.`, { details: { option: where } });
  });
  return { ...read, basePath: read.basePath.replace(/\/+$/, "") };
}
