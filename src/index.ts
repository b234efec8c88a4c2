// Start here

export { type Configuration, readConfiguration } from "./configuration.ts";
export { CustomerService, type Explanation } from "./customer-service.ts";

// What it is given

export type { CalendarOptions } from "./options/calendar-options.ts";
export type { EscalationLevelOptions, EscalationOptions } from "./options/escalation-options.ts";
export type { QueueOptions } from "./options/routing-options.ts";
export type { SlaPolicyOptions } from "./options/sla-options.ts";
export type { SurveyOptions } from "./options/survey-options.ts";
export type { CannedReplies } from "./options/ticket-options.ts";
export type { CustomerServiceOptions, RouteOptions } from "./options.ts";
export type { TemplateOutsideWindow } from "./policy.ts";

// What people of the desk do

export type { CannedReply } from "./acts/canned-reply.ts";
export type { Verification } from "./acts/verify-key.ts";
export type { Agents } from "./desk/agents.ts";
export type { BulkOutcome } from "./desk/bulk.ts";
export type { Conversations, MessagePageOptions } from "./desk/conversations.ts";
export type { Customers } from "./desk/customers.ts";
export type { DeadLetters } from "./desk/dead-letters.ts";
export type { DoneBy, PageOptions } from "./desk/desk.ts";
export type { Queue, Queues } from "./desk/queues.ts";
export type { SurveyPage, Surveys } from "./desk/surveys.ts";
export type { TicketAct } from "./desk/ticket-desk.ts";
export type { FoundTickets, SearchPage } from "./desk/ticket-search.ts";
export type { TicketViews } from "./desk/ticket-views.ts";
export type { NewTicket, Reply, Tickets } from "./desk/tickets.ts";
export type { PriorityChanges } from "./model/priority-changes.ts";

// What happens

export type { EventName, ServiceEvent, ServiceEvents } from "./events.ts";
export type { WorkflowHandler } from "./later/workflows.ts";
export type { Live, LiveListener, LiveSignal } from "./live/live.ts";
export { topics } from "./live/topics.ts";
export type { TransactionHandler } from "./transaction-handlers.ts";

// What can go wrong

export {
  ChannelError,
  type ChannelErrorKind,
  type ChannelErrorOptions,
  type ChannelErrorScope,
  CustomerServiceError,
  channelErrorKinds,
  type ErrorCode,
  errorCodes,
  isCode,
} from "./errors.ts";

// Data, and the rules over it

export type { Agent, Presence } from "./model/agent.ts";
export type { AgentFilter, AgentRejection } from "./model/agent-filters.ts";
export type { AgentInput } from "./model/agent-input.ts";
export type { Calendar, OpenPeriod } from "./model/calendar.ts";
export type {
  Classification,
  ClassificationCandidate,
  ClassificationRequest,
  IssueType,
  Wish,
} from "./model/classification.ts";
export { type Conversation, type ConversationState, conversationMoves } from "./model/conversation.ts";
export type { Customer, CustomerChanges, Identity, Language, Sender } from "./model/customer.ts";
export type { CustomerKey, KeyEvidence } from "./model/customer-key.ts";
export type { CustomerMerge, MergeProof } from "./model/customer-merge.ts";
export type {
  AnswerCandidate,
  Decision,
  Fact,
  HandoverReason,
  IdentityConflict,
  LogEntry,
  LogName,
} from "./model/decision.ts";
export type { ExplainOptions, ToldEntry } from "./model/explain.ts";
export type { InboundEvent, InboundEventInput } from "./model/inbound.ts";
export type { Subject, Violation } from "./model/integrity.ts";
export type { Job, JobRecord, Json, NewJob, Settlement } from "./model/job.ts";
export type { KnowledgeCandidate, KnowledgeEntry, KnowledgeEntryInput } from "./model/knowledge.ts";
export type {
  Actor,
  MediaReference,
  Message,
  MessageContent,
  MessageOption,
  MessageStatus,
  MessageTemplate,
} from "./model/message.ts";
export type { MediaCapabilities, MessageLimits, OptionCapabilities } from "./model/message-limits.ts";
export type { Notification } from "./model/notification.ts";
export type { Pace } from "./model/pace.ts";
export {
  type Priority,
  type PriorityRule,
  priorities,
  priorityRank,
  priorityRules,
  type Severity,
} from "./model/priority.ts";
export {
  type IndexDeclaration,
  type IndexKey,
  type IndexName,
  type RecordDeclaration,
  type RecordKind,
  type RecordTypes,
  recordDeclarations,
} from "./model/records.ts";
export type { FollowUpReason } from "./model/reopening.ts";
export type { ReplyContent } from "./model/reply-content.ts";
export type { OfferEnd, RoutingFact } from "./model/routing-facts.ts";
export type { Setting } from "./model/setting.ts";
export type { SkillRequirement, SkillRequirementInput } from "./model/skill.ts";
export type { SlaFinding } from "./model/sla-audit.ts";
export type { SlaClock, SlaMetric } from "./model/sla-clock.ts";
export type { SlaDeed, SlaFact } from "./model/sla-fact.ts";
export type { SlaInterval } from "./model/sla-ledger.ts";
export type { SlaPolicy } from "./model/sla-policy.ts";
export type { TextLimit } from "./model/split-text.ts";
export { type Survey, type SurveyKind, type SurveyRefusal, surveyScales } from "./model/survey.ts";
export type { SurveyDecision, SurveyFact } from "./model/survey-facts.ts";
export type { SurveyLink } from "./model/survey-link.ts";
export {
  type SurveyChannel,
  type SurveyContext,
  type SurveyPolicy,
  type SurveyReason,
  type SurveyVerdict,
  shouldSurvey,
} from "./model/survey-policy.ts";
export type {
  SurveyGroup,
  SurveyGrouping,
  SurveyReport,
  SurveyStatistics,
  SurveyStatisticsOptions,
} from "./model/survey-statistics.ts";
export {
  type ClosedBy,
  type Ticket,
  type TicketLink,
  type TicketLinkKind,
  type TicketStatus,
  ticketMoves,
  ticketStatuses,
} from "./model/ticket.ts";
export type { TicketFact } from "./model/ticket-facts.ts";
export type { TicketFieldsSchema } from "./model/ticket-fields.ts";
export type { TicketFilter } from "./model/ticket-filter.ts";
export type { FreeLinkKind } from "./model/ticket-links.ts";
export type { TicketView, TicketViewInput } from "./model/ticket-view.ts";

// For operators

export type { CheckReport } from "./operations/check.ts";
export type { Erasure } from "./operations/erase-customer.ts";
export type { CustomerExport, ExportedConversation, ExportedTicket } from "./operations/export-customer.ts";
export type { Health, HealthOptions } from "./operations/health.ts";
export type { PruneDays, Pruned } from "./operations/prune.ts";
export type { SlaClockNow, SlaReport } from "./operations/sla-report.ts";

// Ports: what you may bring yourself

export type { Answer, Answerer, AnswerRequest } from "./ports/answerer.ts";
export type { Bell } from "./ports/bell.ts";
export type {
  ChannelAdapter,
  ChannelCapabilities,
  ChannelContext,
  ChannelSignal,
  ConversationPace,
  OpenedMedia,
  OutgoingMessage,
  Pacing,
} from "./ports/channel-adapter.ts";
export type { Classifier } from "./ports/classifier.ts";
export type { Clock } from "./ports/clock.ts";
export type { Ids } from "./ports/ids.ts";
export type { KnowledgeStore } from "./ports/knowledge-store.ts";
export { type Logger, silentLogger } from "./ports/logger.ts";
export type { Notifier } from "./ports/notifier.ts";
export type { Random } from "./ports/random.ts";
export type { RoutingRequest, RoutingStrategy, RoutingStrategyName } from "./ports/routing-strategy.ts";
export type { JobStatistics, PruneOptions, StoredThing, StoreMaintenance } from "./ports/store-maintenance.ts";
export type { Operation, Telemetry } from "./ports/telemetry.ts";
export {
  type Enqueued,
  type FindPage,
  type GetOptions,
  type Lease,
  maxTransactionRuns,
  type NativeTransaction,
  type StoreReader,
  type StoreTransaction,
  type TicketStore,
} from "./ports/ticket-store.ts";
export type { SurveyScore, SurveyWords } from "./texts/survey-texts.ts";
export type { TextKey, TextOverrides, Texts } from "./texts/texts.ts";

// Plug-ins that come with the core

export { courtesyAnswerer } from "./answerers/courtesy-answerer.ts";
export { knowledgeAnswerer } from "./answerers/knowledge-answerer.ts";
export {
  type ClassifierRule,
  defaultClassifierRules,
  defaultWishRules,
  type WishRule,
} from "./classifiers/default-rules.ts";
export { type FirstSureOptions, firstSure } from "./classifiers/first-sure.ts";
export { type RuleClassifierOptions, ruleClassifier } from "./classifiers/rule-classifier.ts";
export { type Concepts, defaultConcepts } from "./knowledge/concepts.ts";
export { type MiniSearchKnowledgeOptions, miniSearchKnowledge } from "./knowledge/minisearch-knowledge.ts";
export { memoryTicketStore } from "./stores/memory/memory-ticket-store.ts";
export { sortableIds } from "./system/sortable-ids.ts";
export { systemClock } from "./system/system-clock.ts";
export { systemRandom } from "./system/system-random.ts";
