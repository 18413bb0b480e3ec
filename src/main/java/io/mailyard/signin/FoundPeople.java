package io.mailyard.signin;

import io.mailyard.db.Tx;
import io.mailyard.signin.PersonSignInLimits.PersonSignInAttempt;
import io.mailyard.signin.SignInNetworks.Network;
import java.text.Normalizer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Finds people for a sign-in, with what they are checked against. */
record FoundPeople<P extends Person>(
        People<P> people, SignInSecrets secrets, SignInNetworks networks, InstantSource clock) {
    /** Longer than any login with its account: the rest is not counted by. */
    private static final int MAX_LOGIN_CHARS = 257;

    /** A person as found for a sign-in, with what it is checked against. */
    record FoundPerson<P extends Person>(
            P person, SignInSecrets.Secrets secrets, List<Network> networks) {}

    Optional<FoundPerson<P>> found(Tx tx, Optional<P> person) {
        long number = person.map(Person::number).orElse(0L);
        List<Network> known =
                networks.of(tx, number, clock.instant().minus(SignInNetworks.REMEMBERED));
        return person.map(there -> new FoundPerson<>(there, secrets.find(tx, number), known));
    }

    PersonSignInAttempt attempt(String login, Optional<FoundPerson<P>> found, Network network) {
        String key =
                found.map(there -> there.person().signInName())
                        .orElseGet(() ->
                                plain(
                                        login.substring(
                                                0, Math.min(login.length(), MAX_LOGIN_CHARS))));
        boolean known =
                found.stream()
                        .flatMap(there -> there.networks().stream())
                        .anyMatch(seen -> seen.network().equals(network.network()));
        return new PersonSignInAttempt(people.key(key), network.network(), known);
    }

    /**
     * Without what a directory may overlook when it looks for a login (RFC 4518): spaces, invisible
     * characters, accents. Else each way to write a login would have guesses of its own.
     */
    private static String plain(String login) {
        return Normalizer.normalize(login, Normalizer.Form.NFKD)
                .replaceAll("[\\p{M}\\p{C}\\p{Z}\\s]", "");
    }
}
