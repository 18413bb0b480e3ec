package io.mailyard.outcomes;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import java.time.Instant;

/**
 * A recipient that the message will never reach.
 *
 * @param at when this became known
 * @param expired whether retries or lifetime were used up; otherwise a host refused it
 * @param host the mail host that replied last as {@code name[address]:port}; empty if none
 * @param answer its reply, or our own text
 * @param answeredBy origin of the answer
 */
public record Undelivered(
        Instant at,
        AccountId account,
        long message,
        String address,
        boolean expired,
        String host,
        String answer,
        AnsweredBy answeredBy) {}
