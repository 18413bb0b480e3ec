package io.mailyard.signin;

import java.time.Duration;

/**
 * Limits of the sessions of one kind of people.
 *
 * @param session from the sign-in to the end
 * @param idle from the last use to the end
 * @param confirmed from the last time the password was given, for deletes and secrets
 * @param sessionsOfPerson open at once; the one unused longest ends for another
 */
public record SessionLimits(
        Duration session, Duration idle, Duration confirmed, int sessionsOfPerson) {}
