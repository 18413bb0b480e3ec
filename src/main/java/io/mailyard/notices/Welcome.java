package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.templates.Language;
import java.time.Instant;
import java.time.ZoneId;

/**
 * What a welcome mail is made of.
 *
 * @param language the user's
 * @param account the user's account
 * @param user the user's number
 * @param email where the mail goes
 * @param firstName may be empty
 * @param accountTitle the account's title
 * @param login {@code login@account}, as the user signs in
 * @param link where the password is set; whoever has it can set it
 * @param expires when the link runs out
 * @param request who set the mail off
 * @param zone the account's time zone: times are told in it
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
