import type { Texts } from "./texts.ts";

export const en: Texts = {
  answer: "{answer}",
  greeting: "Hello! How can I help you?",
  thanks: "You are welcome!",
  handoverAssigned: "I am handing you over to {agent}, who will answer you here. Your ticket: {ticket}.",
  handoverQueued:
    "I am handing you over to a colleague. The next one free will answer you here. Your ticket: {ticket}.",
  queuePosition: "You are number {position} in the queue.",
  handoverOutOfHours:
    "I am handing you over to a colleague. We are back on {opensAt}, and will answer you here. Your ticket: {ticket}.",
  apology: "Sorry, something went wrong on our side. A colleague will look at your message. Your ticket: {ticket}.",
  failed: "Sorry, something went wrong on our side. Please write to us again in a few minutes.",
  agentJoined: "{agent} is with you now (ticket {ticket}).",
  escalated: "Your ticket {ticket} has been passed on to a supervisor, who will look at it first.",
  resolved: "Your ticket {ticket} is marked as resolved. If anything is still open, just write to us here.",
  returnedToBot: "The assistant is back with you. You can ask for a human at any time.",
  survey: "How satisfied are you with how we handled ticket {ticket}? Please answer from 1 to 5, or here: {url}",
  surveyScores: ["Very bad", "Bad", "Fair", "Good", "Very good"],
  surveyThanks: "Thank you for your rating!",
  surveyOver: "This survey is over. Thank you all the same!",
  surveyScale: "Please rate from 1 (very bad) to 5 (very good).",
  chooseByNumber: "Please answer with a number.",
  handoverSummary:
    "{type} / {priority} / {reason}: {subject}\nCustomer: {customer} ({tier}, {language}, {channel})\nWrote: {messages}\nThe assistant considered: {candidates}",
  notificationTitle: "Ticket {ticket} escalated (level {level})",
  notificationText: "{subject}\nReason: {reason}\nPriority: {priority}\nAgent: {agent}",
};
