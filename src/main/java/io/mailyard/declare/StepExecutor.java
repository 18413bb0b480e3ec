package io.mailyard.declare;

import io.mailyard.declare.Step.Action;
import io.mailyard.document.Entry;
import io.mailyard.document.ObjectKind;
import io.mailyard.document.Schema;
import io.mailyard.senders.Sender;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Executes a step, by as many calls as it takes. */
final class StepExecutor {
    /** Makes the calls of a step, in earnest or as dry runs. */
    interface StepCalls {
        /**
         * Makes a call that writes.
         *
         * @return the members of the answer's data
         */
        Map<String, Value> call(String path, Map<String, Value> body);

        /**
         * Whether the calls are dry runs, so that an object created by a call does not exist for
         * the calls after it.
         */
        boolean isDryRun();
    }

    private static final String ID = "id";
    private static final String NAME = "name";
    private static final String ACCOUNT = "account_id";
    private static final String STATE = "state";

    /** The states of a key, which advances one at a time. */
    static final List<String> STATES = List.of("pending", "active", "retiring", "retired");

    private final ServerIds ids;
    private final ToWire wire;
    private final boolean welcome;

    /**
     * Creates an executor.
     *
     * @param welcome whether a new user is sent the welcome mail
     */
    StepExecutor(ServerIds ids, boolean welcome) {
        this.ids = ids;
        this.wire = new ToWire(ids);
        this.welcome = welcome;
    }

    /**
     * Executes a step.
     *
     * @return what a person must learn about it, which is shown this once
     */
    List<String> done(Step step, StepCalls calls) {
        if (step.action() == Action.DELETE) {
            delete(step, calls);
            return List.of();
        }
        return switch (step.kind()) {
            case NODES -> node(step, calls);
            case KEYS -> key(step, calls);
            case SENDERS -> {
                sender(step, calls);
                yield List.of();
            }
            case ACCOUNTS -> {
                account(step, calls);
                yield List.of();
            }
            case DOMAINS -> domain(step, calls);
            case USERS -> {
                user(step, calls);
                yield List.of();
            }
            case VSENDERS -> {
                virtualSender(step, calls);
                yield List.of();
            }
            case TARIFFS, ISPS, STRATEGIES, RETRY_RULES, LOCK_RULES, BOUNCE_PATTERNS, ROUTES -> {
                save(step, step.kind().word() + "/save", step.after(), calls);
                yield List.of();
            }
        };
    }

    private void delete(Step step, StepCalls calls) {
        Entry.EntryId id = step.entry().id();
        Map<String, Value> body = new LinkedHashMap<>();
        if (step.kind().owned()) {
            body.put(ACCOUNT, ids.of(id.account()));
        }
        if (step.kind() == ObjectKind.USERS) {
            body.put(NAME, new Value.Text(step.entry().name()));
            calls.call("accounts/users/delete", body);
        } else {
            body.put(ID, ids.of(id));
            calls.call(step.kind().word() + "/delete", body);
        }
    }

    /**
     * Saves members of the step's object, which has an id from then on; returns the answer's data.
     */
    private Map<String, Value> save(
            Step step, String path, Map<String, Value> members, StepCalls calls) {
        Map<String, Value> body = new LinkedHashMap<>();
        if (step.action() == Action.CHANGE) {
            body.put(ID, ids.of(step.entry().id()));
        } else {
            body.put(step.kind().label(), new Value.Text(step.entry().name()));
        }
        body.putAll(wire.members(step.kind().members(), members));
        Optional.ofNullable(members.get(step.kind().label()))
                .ifPresent(name -> body.put(step.kind().label(), name));
        return called(step, path, body, calls);
    }

    private Map<String, Value> called(
            Step step, String path, Map<String, Value> body, StepCalls calls) {
        Map<String, Value> data = calls.call(path, body);
        if (step.action() == Action.CREATE
                && !calls.isDryRun()
                && data.get("saved_id") instanceof Value.Numeral(String number)) {
            ids.made(step.entry().id(), Long.parseLong(number));
        }
        return data;
    }

    private List<String> node(Step step, StepCalls calls) {
        Map<String, Value> members = new LinkedHashMap<>(step.after());
        Value active = members.remove(Schema.MTA_ACTIVE);
        List<String> told = new ArrayList<>();
        if (!members.isEmpty() || step.action() == Action.CREATE) {
            Map<String, Value> data = save(step, "nodes/save", members, calls);
            if (data.get("key") instanceof Value.Text(String key)) {
                told.add("its key, shown this once: " + key);
            }
        }
        boolean there = step.action() == Action.CHANGE || !calls.isDryRun();
        if (active instanceof Value.Flag(boolean on) && there) {
            // a new node's MTA is meant to run
            if (step.action() == Action.CHANGE || !on) {
                calls.call(
                        "nodes/mta/" + (on ? "activate" : "deactivate"),
                        Map.of(ID, ids.of(step.entry().id())));
            }
        }
        return told;
    }

    private List<String> key(Step step, StepCalls calls) {
        Map<String, Value> members = new LinkedHashMap<>(step.after());
        members.remove(Schema.PUBLIC_KEY);
        Value file = members.remove(Schema.PRIVATE_KEY_FILE);
        List<Value> states = states(step, members);
        if (!states.isEmpty()) {
            members.put(STATE, states.getFirst());
        }
        Map<String, Value> body = wire.members(step.kind().members(), members);
        if (file != null) {
            body.put("private_key", file);
        }
        Map<String, Value> wired = new LinkedHashMap<>();
        wired.put(
                step.action() == Action.CHANGE ? ID : NAME,
                step.action() == Action.CHANGE
                        ? ids.of(step.entry().id())
                        : new Value.Text(step.entry().name()));
        wired.putAll(body);
        called(step, "keys/save", wired, calls);
        if (!calls.isDryRun()) {
            for (Value state : states.subList(Math.min(1, states.size()), states.size())) {
                calls.call("keys/save", Map.of(ID, ids.of(step.entry().id()), STATE, state));
            }
        }
        return step.action() == Action.CREATE && file == null
                ? List.of("a new pair was made: mailyard keys list shows what to publish in DNS")
                : List.of();
    }

    /** The states that a key passes until it reaches the wanted one. */
    private static List<Value> states(Step step, Map<String, Value> members) {
        if (!(members.get(STATE) instanceof Value.Text(String to))) {
            return List.of();
        }
        Optional<Value> before = step.field(STATE).flatMap(Step.StepField::before);
        String from = before.isPresent() ? ((Value.Text) before.get()).text() : "pending";
        int first = STATES.indexOf(from) + 1;
        int last = STATES.indexOf(to);
        return last < first
                ? List.of(new Value.Text(to))
                : STATES.subList(first, last + 1).stream().<Value>map(Value.Text::new).toList();
    }

    /** Whether a sender is of the type that can send, which is the default type. */
    static boolean isMta(Map<String, Value> members) {
        Value type = new Value.Text(Sender.AKMTA);
        return members.getOrDefault("type", type).equals(type);
    }

    private void sender(Step step, StepCalls calls) {
        Map<String, Value> members = new LinkedHashMap<>(step.after());
        boolean mta = isMta(step.entry().members());
        if (mta) {
            members.remove("type");
            members.remove("channel_type");
        }
        save(step, mta ? "senders/akmta/save" : "senders/other/save", members, calls);
    }

    private void account(Step step, StepCalls calls) {
        Map<String, Value> members = new LinkedHashMap<>(step.after());
        members.remove(Schema.SENDERS);
        if (!members.isEmpty() || step.action() == Action.CREATE) {
            save(step, "accounts/save", members, calls);
        }
        if (step.action() == Action.CREATE && calls.isDryRun()) {
            return;
        }
        step.field(Schema.SENDERS)
                .ifPresent(field -> {
                    Value account = ids.of(step.entry().id());
                    Assignment.between(field.before(), field.after())
                            .forEach(one -> assign(one, account, calls));
                });
    }

    private void assign(Assignment one, Value account, StepCalls calls) {
        calls.call(
                "senders/assign",
                Map.of(
                        ID,
                        ids.of(Entry.EntryId.of(ObjectKind.SENDERS, one.sender())),
                        ACCOUNT,
                        account,
                        "assigned",
                        new Value.Flag(one.assigned())));
    }

    /** Saves a domain. The account that owns it is set when it is created, and stays. */
    private List<String> domain(Step step, StepCalls calls) {
        Map<String, Value> members = new LinkedHashMap<>(step.after());
        boolean isNew = step.action() == Action.CREATE;
        boolean isPlatform = new Value.Text("").equals(members.get(Schema.ACCOUNT));
        if (!isNew || isPlatform) {
            members.remove(Schema.ACCOUNT);
        }
        boolean isVouched = new Value.Flag(true).equals(members.get("verified"));
        save(step, isNew ? "domains/add" : "domains/save", members, calls);
        return isNew && !isVouched
                ? List.of("not verified yet: mailyard domains records shows what to publish in DNS")
                : List.of();
    }

    private void user(Step step, StepCalls calls) {
        Map<String, Value> body = new LinkedHashMap<>();
        body.put(ACCOUNT, ids.of(step.entry().id().account()));
        Map<String, Value> members = new LinkedHashMap<>(step.after());
        Value renamed = members.remove(NAME);
        body.put(NAME, new Value.Text(step.entry().name()));
        body.putAll(members);
        if (step.action() == Action.CREATE) {
            if (welcome) {
                body.put("send_welcome", new Value.Flag(true));
            }
            called(step, "accounts/users/add", body, calls);
        } else {
            if (renamed != null) {
                body.put("new_name", renamed);
            }
            calls.call("accounts/users/update", body);
        }
    }

    private void virtualSender(Step step, StepCalls calls) {
        Map<String, Value> body = new LinkedHashMap<>();
        body.put(ACCOUNT, ids.of(step.entry().id().account()));
        if (step.action() == Action.CHANGE) {
            body.put(ID, ids.of(step.entry().id()));
        } else {
            body.put(NAME, new Value.Text(step.entry().name()));
        }
        body.putAll(wire.members(ObjectKind.VSENDERS.members(), step.after()));
        called(
                step,
                "vsenders/" + (step.action() == Action.CHANGE ? "update" : "add"),
                body,
                calls);
    }
}
