package io.mailyard.signin;

import java.util.Optional;

/** Checks passwords that another server keeps. */
@FunctionalInterface
public interface PasswordElsewhere<P extends Person> {
    /**
     * Checks a password that none of this server's is.
     *
     * @param person whose login it is here; empty: nobody's yet
     * @return what came of it; empty: no other server keeps the person's password
     */
    Optional<ElsewhereVerdict> check(
            Optional<P> person, String login, String password, SignInOrigin origin);

    /**
     * Checks a password of one who is signed in and gives it again, who may know where it is kept.
     */
    default Optional<ElsewhereVerdict> checkAgain(P person, String password, SignInOrigin origin) {
        return check(Optional.of(person), person.signInName(), password, origin);
    }

    /** Result of a check. */
    sealed interface ElsewhereVerdict {}

    /**
     * The password is right, and the person may come in.
     *
     * @param number of the person, who may have been made just now
     * @param entrance who has checked, and whether that still holds
     */
    record Right(long number, Entrance entrance) implements ElsewhereVerdict {}

    /** It is wrong, or the person may not come in. */
    record PasswordWrong(SignInFault fault) implements ElsewhereVerdict {}

    /**
     * Another server does not answer.
     *
     * @param tried whether some server, this one too, has found the password wrong
     */
    record Away(boolean tried) implements ElsewhereVerdict {}
}
