package io.mailyard.signin;

/**
 * All that one kind of people needs to sign in.
 *
 * @param signIn signs people in and out
 * @param sessions looks sessions up, for pages
 * @param profile what people do about their own sign-in
 */
public record SignInService<P extends Person>(
        PersonSignIn<P> signIn, SignInSessions<P> sessions, PersonProfile<P> profile) {}
