{{- define "mailyard.name" -}}
{{- printf "%s" .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "mailyard.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/name: mailyard
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "mailyard.serverSelector" -}}
app.kubernetes.io/name: mailyard
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: server
{{- end -}}

{{- define "mailyard.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote -}}
{{- end -}}

{{/* "HTTPS" where the API and the port of probes and metrics speak TLS: by a Secret, or by settings that bring a certificate. */}}
{{- define "mailyard.scheme" -}}
{{- if or .Values.tls.secretName (get .Values.settings "tls.certificate") (get .Values.settings "acme.directory") -}}HTTPS{{- else -}}HTTP{{- end -}}
{{- end -}}

{{/* Non-root, nothing writable but the volumes, as packaging/Dockerfile and the unit have it. */}}
{{- define "mailyard.podSecurity" -}}
runAsNonRoot: true
runAsUser: 999
runAsGroup: 999
fsGroup: 999
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "mailyard.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* A setting: Helm reads numbers as floats, and would write a million as 1e+06. */}}
{{- define "mailyard.value" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}
