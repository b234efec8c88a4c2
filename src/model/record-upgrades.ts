/** Fields as JSON gave them. */
type Stored = Readonly<Record<string, unknown>>;
type Upgrade = (stored: Stored) => Record<string, unknown>;

/** Adds what records of kefu 0.1.0 do not have yet; those written since are left as they are. */
function adding(added: Stored, convert: Upgrade = (stored) => stored): Upgrade {
  const [probe = ""] = Object.keys(added);
  return (stored) => (probe in stored ? stored : { ...added, ...convert(stored) });
}

export const customer: Upgrade = adding({ mergedInto: null, surveys: true, lastAgentId: null, lastServedAt: null });

export const identity: Upgrade = adding({ evidence: "channel", through: null });

export const conversation: Upgrade = adding({ reachable: true, offerId: null }, (stored) => ({
  ...("botFailures" in stored ? {} : { botFailures: 0, laterTicketIds: [] }),
  lastInboundAt: stored.updatedAt,
  ...stored,
}));

export const message: Upgrade = adding({
  editedAt: null,
  deletedAt: null,
  reaction: null,
  eventId: null,
  resentAs: null,
});

export const ticket: Upgrade = adding(
  {
    ...{ number: 0, tags: [], fields: {}, impact: null, urgency: null, links: [], mergedInto: null },
    ...{
      weight: 1,
      reservedFor: null,
      reservedUntil: null,
      passedBy: [],
      overflows: 0,
      escalationCauses: [],
      lastAgentId: null,
    },
  },
  ({ requiredSkills, ...stored }) => ({
    ...stored,
    weight: stored.agentId === null || stored.status === "resolved" || stored.status === "closed" ? 0 : 1,
    skills: namesIn(requiredSkills).map((skill) => ({ skill, level: 1, relaxAfterMinutes: null, dropped: false })),
  }),
);

export const agent: Upgrade = adding({ teams: [], lastSeenAt: null, handsBack: false }, (stored) => ({
  ...stored,
  skills: Object.fromEntries(namesIn(stored.skills).map((skill) => [skill, 1])),
}));

export const survey: Upgrade = adding({ kind: "csat", queue: "general", remindedAt: null, commentUntil: null });

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
