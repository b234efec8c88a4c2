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
  survey: "{question} Please answer from {lowest} to {highest}, or here: {url}",
  surveyReminder:
    "We would still like to hear from you. {question} Please answer from {lowest} to {highest}, or here: {url}",
  csatQuestion: "How satisfied are you with how we handled ticket {ticket}?",
  npsQuestion: "After ticket {ticket}: how likely are you to recommend us to a friend or colleague?",
  cesQuestion: "How easy was it to have your issue resolved (ticket {ticket})?",
  surveyScores: ["Very bad", "Bad", "Fair", "Good", "Very good"],
  npsScores: ["Not at all likely", "", "", "", "", "", "", "", "", "", "Extremely likely"],
  cesScores: ["Very difficult", "Difficult", "Rather difficult", "Neither", "Rather easy", "Easy", "Very easy"],
  surveyThanks: "Thank you for your rating!",
  surveyCommentWish: "Would you like to say why? Just write it here.",
  surveyCommentThanks: "Thank you, we will read it.",
  surveyOver: "This survey is over. Thank you all the same!",
  surveyScale: "Please rate from {lowest} ({lowestLabel}) to {highest} ({highestLabel}).",
  chooseByNumber: "Please answer with a number.",
  handoverSummary:
    "{type} / {priority} / {reason}: {subject}\nCustomer: {customer} ({tier}, {language}, {channel})\nWrote: {messages}\nThe assistant considered: {candidates}",
  notificationTitle: "Ticket {ticket} escalated (level {level})",
  notificationText: "{subject}\nReason: {reason}\nPriority: {priority}\nAgent: {agent}",
};
