package io.mailyard.smtp;

/** Credentials for AUTH (RFC 4954). */
public record SmtpLogin(String name, String password) {
    /** Omits the password. */
    @Override
    public String toString() {
        return "Login[" + name + "]";
    }
}
