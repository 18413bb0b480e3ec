package io.mailyard.crash;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client of a storm: makes one call after another on accounts of its own, and remembers what
 * was acknowledged. Used by one thread at a time.
 */
final class Worker {
    private final String name;
    private final Random random;

    /** What must be in the store, as far as it was acknowledged. */
    private final Map<String, String> facts = new HashMap<>();

    private final Map<String, Long> ids = new HashMap<>();
    private final List<String> accounts = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private final Set<String> done = new HashSet<>();
    private final List<String> wrong = new ArrayList<>();
    private @Nullable Op flying;
    private int number;
    private volatile int acknowledged;

    Worker(String name, long seed) {
        this.name = name;
        this.random = new Random(seed);
    }

    /** Calls until told to stop, or until a call gets no answer: that one is in flight then. */
    void run(Api api, BooleanSupplier on) {
        while (on.getAsBoolean()) {
            Op op = next();
            flying = op;
            try {
                Answer answer = op.send(api);
                flying = null;
                if (answer.status() == 503 || answer.error() == 503) {
                    return; // refused: it is ending
                }
                acknowledged(op, answer);
            } catch (UncheckedIOException broken) {
                return;
            }
        }
    }

    private void acknowledged(Op op, Answer answer) {
        if (answer.error() != 0) {
            wrong.add(op + ": " + answer);
            return;
        }
        happened(op);
        acknowledged = done.size();
        if (op.path().equals("accounts/save")) {
            ids.put(op.fact(), answer.savedId());
        }
    }

    /** Keeps that a call took effect. */
    void happened(Op op) {
        done.add(op.id());
        if (op.after().isEmpty()) {
            facts.remove(op.fact());
            users.remove(op.fact());
        } else if (facts.put(op.fact(), op.after().get()) == null) {
            if (op.fact().startsWith("account ")) {
                accounts.add(op.fact());
            } else if (op.fact().startsWith("user ")) {
                users.add(op.fact());
            }
        }
    }

    private Op next() {
        String id = name + "-" + number++;
        int dice = random.nextInt(100);
        if (dice < 30 || accounts.isEmpty()) {
            return newAccount(id);
        }
        if (dice < 37) {
            Map<String, @Nullable Object> body =
                    Body.members("name", id, "scopes", List.of("accounts:read"));
            return op(id, "tokens/save", body, "token " + id, Optional.of("there"));
        }
        String account = accounts.get(random.nextInt(accounts.size()));
        long number = Objects.requireNonNull(ids.get(account), account);
        if (dice < 55) {
            Map<String, @Nullable Object> body =
                    Body.members("account_id", number, "name", id, "email", id + "@example.com");
            String fact = account.replace("account ", "user ") + "/" + id;
            return op(id, "accounts/users/add", body, fact, Optional.of("there"));
        }
        if (dice < 65 && !users.isEmpty()) {
            return lessUser(id, users.get(random.nextInt(users.size())));
        }
        return switched(id, account, number, random.nextBoolean());
    }

    private Op newAccount(String id) {
        Map<String, @Nullable Object> body =
                Body.members(
                        "name",
                        id,
                        "title",
                        "Title " + id,
                        "tz",
                        "UTC",
                        "tariff",
                        1,
                        "reports_day",
                        1,
                        "reports_hour",
                        9);
        return op(id, "accounts/save", body, "account " + id, Optional.of(state(true, false)));
    }

    private Op lessUser(String id, String user) {
        int slash = user.indexOf('/');
        long account = Objects.requireNonNull(ids.get("account " + user.substring(5, slash)));
        Map<String, @Nullable Object> body =
                Body.members("account_id", account, "name", user.substring(slash + 1));
        return op(id, "accounts/users/delete", body, user, Optional.empty());
    }

    private Op switched(String id, String account, long number, boolean freezing) {
        String before = Objects.requireNonNull(facts.get(account));
        boolean active = before.equals(state(true, false)) || before.equals(state(true, true));
        boolean frozen = before.equals(state(true, true)) || before.equals(state(false, true));
        Map<String, @Nullable Object> body = Body.members("id", number);
        if (freezing) {
            if (!frozen) {
                body.put("reason", id);
            }
            String path = frozen ? "accounts/unfreeze" : "accounts/freeze";
            return op(id, path, body, account, Optional.of(state(active, !frozen)));
        }
        String path = active ? "accounts/deactivate" : "accounts/activate";
        return op(id, path, body, account, Optional.of(state(!active, frozen)));
    }

    private Op op(
            String id,
            String path,
            Map<String, @Nullable Object> body,
            String fact,
            Optional<String> after) {
        Optional<String> key = random.nextBoolean() ? Optional.of("key-" + id) : Optional.empty();
        return new Op(id, path, body, key, fact, Optional.ofNullable(facts.get(fact)), after);
    }

    /** What a fact of an account says. */
    static String state(boolean active, boolean frozen) {
        return (active ? "active" : "inactive") + (frozen ? " frozen" : "");
    }

    /** The call whose answer never came, if there is one. */
    Optional<Op> flying() {
        return Optional.ofNullable(flying);
    }

    /** It is settled what became of the call in flight. */
    void landed() {
        flying = null;
    }

    /** Keeps the number of an account whose saving was not answered. */
    void learns(String account, long id) {
        ids.put(account, id);
    }

    Map<String, String> facts() {
        return Map.copyOf(facts);
    }

    Map<String, Long> ids() {
        return Map.copyOf(ids);
    }

    /** The ids of the calls that took effect. */
    Set<String> done() {
        return Set.copyOf(done);
    }

    /** How many calls took effect; for any thread. */
    int acknowledged() {
        return acknowledged;
    }

    /** Answers that no storm is to get. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }
}
