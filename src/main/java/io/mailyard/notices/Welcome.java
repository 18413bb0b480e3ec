package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.templates.Language;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The data of a welcome mail.
 *
 * @param language the user's language
 * @param account the user's account
 * @param user the user's id
 * @param email the mail's recipient
 * @param firstName may be empty
 * @param accountTitle the account's title
 * @param login {@code login@account}, as the user signs in
 * @param link where the password is set; whoever has it can set it
 * @param expires expiry of the link
 * @param request the request that caused the mail
 * @param zone the account's time zone, for the times in the mail
 */
public record Welcome(
        Language language,
        AccountId account,
        long user,
        String email,
        String firstName,
        String accountTitle,
        String login,
        String link,
        Instant expires,
        RequestFacts request,
        ZoneId zone) {}
