package io.mailyard.access;

/** Id of an administrator, 1 or more. */
public record AdministratorId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
