package io.mailyard.events;

import io.mailyard.base.AccountId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The active webhooks in memory, so that an event without a webhook costs no statement. Changes of
 * this process apply at once; those of others as soon as {@link #load} is called. Some 200 bytes
 * for each.
 */
final class ActiveWebhooks {
    /** The parts of a webhook that events need. */
    record Hook(long id, AccountId owner, Set<EventKind> kinds) {}

    /**
     * A snapshot.
     *
     * @param revision the webhooks' revision of the snapshot, or an older one if it contains only
     *     some later changes
     */
    private record WebhookTable(long revision, Map<AccountId, List<Hook>> byOwner) {}

    private volatile WebhookTable table = new WebhookTable(-1, Map.of());

    /** The revision up to which all changes are known. */
    long revision() {
        return table.revision();
    }

    boolean anyWants(Event event) {
        return !wanting(event).isEmpty();
    }

    /** The webhooks of the event's account and of the platform that receive it. */
    List<Hook> wanting(Event event) {
        Map<AccountId, List<Hook>> byOwner = table.byOwner();
        if (byOwner.isEmpty()) {
            return List.of();
        }
        List<Hook> wanting = new ArrayList<>(2);
        if (!event.account().equals(AccountId.PLATFORM)) {
            add(wanting, byOwner.get(event.account()), event.kind());
        }
        add(wanting, byOwner.get(AccountId.PLATFORM), event.kind());
        return wanting;
    }

    private static void add(List<Hook> wanting, @Nullable List<Hook> hooks, EventKind kind) {
        if (hooks != null) {
            hooks.stream().filter(hook -> hook.kinds().contains(kind)).forEach(wanting::add);
        }
    }

    /** Replaces all by those in the store at {@code revision}. */
    synchronized void load(long revision, List<Hook> hooks) {
        if (revision > table.revision()) {
            Map<AccountId, List<Hook>> byOwner = new HashMap<>();
            hooks.forEach(hook ->
                    byOwner.computeIfAbsent(hook.owner(), owner -> new ArrayList<>()).add(hook));
            table = new WebhookTable(revision, byOwner);
        }
    }

    /** Records that this process created or changed a webhook, which is active. */
    synchronized void save(long revision, Hook hook) {
        replace(revision, hook.id(), hook.owner(), List.of(hook));
    }

    /** Records that this process deleted or deactivated a webhook. */
    synchronized void remove(long revision, long id, AccountId owner) {
        replace(revision, id, owner, List.of());
    }

    /** Records that this process deleted all webhooks of an account. */
    synchronized void removeAll(long revision, AccountId owner) {
        Map<AccountId, List<Hook>> byOwner = new HashMap<>(table.byOwner());
        byOwner.remove(owner);
        table = new WebhookTable(reached(revision), byOwner);
    }

    private void replace(long revision, long id, AccountId owner, List<Hook> instead) {
        Map<AccountId, List<Hook>> byOwner = new HashMap<>(table.byOwner());
        List<Hook> hooks = new ArrayList<>(byOwner.getOrDefault(owner, List.of()));
        hooks.removeIf(hook -> hook.id() == id);
        hooks.addAll(instead);
        if (hooks.isEmpty()) {
            byOwner.remove(owner);
        } else {
            byOwner.put(owner, hooks);
        }
        table = new WebhookTable(reached(revision), byOwner);
    }

    /**
     * Forgets the revision if another process's change lies between, so that all are loaded again.
     */
    private long reached(long revision) {
        return revision == table.revision() + 1 ? revision : table.revision();
    }
}
