package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import java.time.Instant;

/**
 * A recipient that a message did not reach, and will not.
 *
 * @param at when that was known
 * @param expired its retries or its time were used up; else a host has refused it
 * @param host the mail host that answered last, {@code name[address]:port}; empty: none did
 * @param answer its words, code first, or ours
 * @param answeredBy whose they are
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
