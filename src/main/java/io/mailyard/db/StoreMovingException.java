package io.mailyard.db;

/** The store is being moved, or was moved: this process does not write to it. */
final class StoreMovingException extends StoreAwayException {
    private StoreMovingException(String reason) {
        super(reason, "", false, null);
    }

    static StoreMovingException isBeingMoved() {
        return new StoreMovingException(
                "the store is being moved: nothing is changed or accepted until that has ended; try again"
                        + " later");
    }

    static StoreMovingException wasMoved() {
        return new StoreMovingException(
                "the store was moved to another place: this server changes and accepts nothing more until"
                        + " it is restarted there");
    }
}
