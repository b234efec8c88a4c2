/**
 * The fields of a message (core.telegram.org/bots/api#message) by what they are. What is in neither list is content, also
 * what Telegram thinks of next year: better one message too many than a customer whom nobody hears.
 */

/** Beginnings of the fields that tell of something that happened, and that nobody said. */
const happenings = words(`
  new_chat_ left_chat_ delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created chat_owner_
  chat_background_set message_auto_delete_timer_changed migrate_ pinned_message successful_payment refunded_payment
  users_shared user_shared chat_shared gift unique_gift connected_website write_access_allowed proximity_alert_triggered
  boost_added checklist_tasks_ direct_message_price_changed paid_message_price_changed forum_topic_ general_forum_topic_
  giveaway managed_bot_created poll_option_ suggested_post_approv suggested_post_declined suggested_post_paid
  suggested_post_refunded video_chat_ voice_chat_
`);

/** Beginnings of the fields that surround what was said: who, when, where, in answer to what, how it is shown. */
const envelope = words(`
  message_id message_thread_id direct_messages_topic from sender_ date chat business_connection_id forward is_ reply_
  external_reply quote via_bot guest_ edit_date has_ media_group_id author_signature paid_star_count entities
  caption_entities link_preview_options show_caption_above_media effect_id suggested_post_info
`);

/** True for a field that only stands in a message which nobody said. */
export function tellsOfHappening(field: string): boolean {
  return happenings.some((beginning) => field.startsWith(beginning));
}

/** True for a field that holds what was said. */
export function isContent(field: string): boolean {
  return !envelope.some((beginning) => field.startsWith(beginning));
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
