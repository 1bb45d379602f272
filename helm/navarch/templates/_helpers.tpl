{{- define "navarch.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "navarch.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end -}}

{{- define "navarch.labels" -}}
{{ include "navarch.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "navarch.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "navarch.etcdImage" -}}
{{ .Values.etcd.image.repository }}:{{ .Values.etcd.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{/* Whether the chart brings an etcd along: "true" or nothing. */}}
{{- define "navarch.ownEtcd" -}}
{{- if and (eq .Values.store.engine "etcd") .Values.etcd.create -}}true{{- end -}}
{{- end -}}

{{- define "navarch.etcdEndpoints" -}}
{{- if include "navarch.ownEtcd" . -}}
https://{{ include "navarch.fullname" . }}-etcd:2379
{{- else -}}
{{- if not .Values.etcd.endpoints -}}
{{- fail "store.engine is etcd and etcd.create is false: name your etcd's client URLs in etcd.endpoints" -}}
{{- end -}}
{{- join "," .Values.etcd.endpoints -}}
{{- end -}}
{{- end -}}

{{/* The administrator's way to the API. */}}
{{- define "navarch.adminServer" -}}
{{- .Values.pki.adminServer | default (printf "https://%s-api-gateway.%s.svc:%d" (include "navarch.fullname" .) .Release.Namespace (int .Values.gateway.service.port)) -}}
{{- end -}}

{{- define "navarch.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "navarch.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* What a pod of any role has besides its containers and volumes. */}}
{{- define "navarch.podSpec" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- include "navarch.podSecurityContext" .root | nindent 2 }}
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "navarch.selectorLabels" . | nindent 8 }}
{{- end -}}

{{- define "navarch.podMetadata" -}}
labels:
  {{- include "navarch.labels" . | nindent 2 }}
annotations:
  {{- /* A change of the configuration rolls the pods out anew; one of the chart does so by its own. */}}
  checksum/configuration: {{ include (print .root.Template.BasePath "/configuration.yaml") .root | sha256sum }}
  {{- if ne .role "etcd" }}
  prometheus.io/scrape: "true"
  prometheus.io/port: "9090"
  prometheus.io/path: /actuator/prometheus
  {{- end }}
  {{- with .root.Values.podAnnotations }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* The container of a service. Arguments: root, role, resources, ports, env, mounts. */}}
{{- define "navarch.container" -}}
- name: {{ .role }}
  image: {{ include "navarch.image" .root }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  args:
    - {{ printf "@%s" .role | quote }}
    - --spring.config.additional-location=file:/opt/navarch/roles/{{ .role }}.properties,file:/etc/navarch-configuration/{{ .role }}.properties
  {{- with .env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  ports:
    {{- toYaml .ports | nindent 4 }}
    - {name: management, containerPort: 9090}
  securityContext:
    {{- include "navarch.securityContext" .root | nindent 4 }}
  resources:
    {{- toYaml .resources | nindent 4 }}
  startupProbe:
    httpGet: {path: /actuator/health/liveness, port: management}
    periodSeconds: 2
    timeoutSeconds: 3
    failureThreshold: 90
  livenessProbe:
    httpGet: {path: /actuator/health/liveness, port: management}
    periodSeconds: 10
    timeoutSeconds: 5
    failureThreshold: 6
  readinessProbe:
    {{- if eq .role "api-gateway" }}
    httpGet: {path: /readyz, port: https, scheme: HTTPS}
    {{- else }}
    httpGet: {path: /actuator/health/readiness, port: management}
    {{- end }}
    periodSeconds: 5
    timeoutSeconds: 5
  volumeMounts:
    - {name: files, mountPath: /etc/navarch, readOnly: true}
    - {name: configuration, mountPath: /etc/navarch-configuration, readOnly: true}
    - {name: tmp, mountPath: /tmp}
    {{- with .mounts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}

{{- define "navarch.volumes" -}}
- name: files
  secret:
    secretName: {{ include "navarch.fullname" .root }}-{{ .role }}
    defaultMode: 0440
- name: configuration
  configMap:
    name: {{ include "navarch.fullname" .root }}-configuration
- name: tmp
  emptyDir: {}
{{- end -}}

{{/* What makes something of the job that makes the certificates. Argument: the weight. */}}
{{- define "navarch.hook" -}}
annotations:
  helm.sh/hook: pre-install,pre-upgrade
  helm.sh/hook-weight: {{ . | quote }}
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end -}}
