// What the directory's sealed secrets are bound to (the additional data of AES-GCM), so that
// bytes copied into another tenant's row, or from a key into a secret, do not open there.

/** For `Credential.encrypted_key`. */
export const credentialContext = (tenant: string, credentialId: string): string => `${tenant}/calcom_credentials/${credentialId}`

/** For each of `Webhook.encrypted_secrets`. */
export const hookContext = (tenant: string, hookId: string): string => `${tenant}/calcom_hooks/${hookId}`
