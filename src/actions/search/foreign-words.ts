/**
 * What people call things in German, French, Spanish, Portuguese, Italian, Russian, Chinese and Japanese, by how
 * the word begins. Enough to find an action; a planner with a language model translates better.
 */
const BEGINNINGS: Readonly<Record<string, string>> = {
  create:
    "erstell anleg créer crée crear crea criar crie creare созда добав завед 创建 新建 建立 作成 作って 新規",
  delete: "lösch entfern supprim elimin borra apag exclu cancell удал убер 删除 移除 削除",
  list: "auflist zeig liste affiche montr mostra muestra lista listar elenca покаж списо 列出 显示 查看 一覧 表示 見せ",
  search: "such finde cherch trouv busca encuentr procur cerca trova найд ищи поиск 搜索 查找 検索 探し",
  update: "aktualisier änder bearbeit modifi actualiz atualiz aggiorn измен обнов редакт 更新 修改 変更 編集",
  send: "send sende schick schreib envoi envia enviar manda invia отправ напиш пошл 发送 发 送信 送って",
  cancel: "stornier annull annul cancel отмен 取消 キャンセル",
  void: "stornier annull аннулир 作废 無効",
  refund: "erstatt rückerstatt rembours reembols rimbors возвра 退款 返金",
  start: "start beginn démarr lance inicia arranca avvia запус старт 启动 开始 開始 起動",
  stop: "stopp arrêt detén parar ferma останов 停止",
  restart: "neustart redémarr reinici riavvia перезапус 重启 再起動 neu",
  close: "schließ ferm cerra fech chiud закр 关闭 閉じ",
  assign: "zuweis assign asign atribu назнач 分配 指派 割り当て",
  approve: "genehmig approuv aproba aprova approva одобр 批准 承認",
  invite: "einlad invit convida приглас 邀请 招待",
  issue: "aufgabe vorgang ticket tâche tarea tarefa compito задач тикет баг 任务 问题 课题 課題 タスク",
  invoice: "rechnung factur fatur fattur счет счёт 发票 账单 請求書",
  customer: "kunde client cliente клиент 客户 顧客",
  order: "bestell command pedido encomend ordin заказ 订单 注文",
  payment: "zahlung paiement pago pagament платеж платёж 付款 支付 支払",
  user: "benutzer nutzer utilisateur usuario usuário utente пользовател 用户 ユーザー",
  message: "nachricht messag mensaj mensag messaggi сообщен 消息 信息 メッセージ",
  channel: "kanal canal canale канал 频道 チャンネル",
  email: "e-mail courriel correo почт письм 邮件 メール",
  repository: "repositor dépôt репозитор 仓库 リポジトリ",
  pull: "пул пулл 拉取 プル",
  request: "реквест запрос 请求 リクエスト",
  branch: "zweig branche rama ветк 分支 ブランチ",
  deployment: "bereitstell déploi desplieg implant деплой развер 部署 デプロイ",
  server: "сервер 服务器 サーバー",
  container: "контейнер 容器 コンテナ",
  file: "datei fichier archivo arquivo файл 文件 ファイル",
  folder: "ordner dossier carpeta pasta cartella папк 文件夹 フォルダ",
  document: "dokument documento документ 文档 ドキュメント",
  calendar: "kalender calendri calendari calendário календар 日历 カレンダー",
  meeting: "besprech termin réunion reunión reunião riunion встреч созвон 会议 会議 ミーティング",
  event: "ereignis événement evento событи 事件 イベント 予定",
  oncall: "bereitschaft astreinte guardia plantão reperibil дежурн 值班 当番 オンコール",
  incident: "störung vorfall incidente инцидент авари 事故 故障 障害 インシデント",
  status: "état estado stato статус состояни 状态 ステータス 状態",
  open: "offen ouvert abiert abert apert откры 打开 未完成 オープン",
  comment: "kommentar commentaire comentari comment комментар 评论 コメント",
  team: "mannschaft équipe equipo equipe squadra команд 团队 チーム",
  report: "bericht rapport informe relatóri отчет отчёт 报告 レポート",
  balance: "saldo solde баланс 余额 残高",
  price: "preis prix precio preço prezzo цен 价格 価格",
  product: "produkt produit producto produto prodott товар продукт 产品 商品 製品",
  next: "nächst suivant siguiente próxim следующ 下一 次の 次",
  previous: "vorherig précédent anterior предыдущ 上一 前の",
  skip: "überspring sauter passe omitir pular пропус переключ 跳过 スキップ 次の曲",
  track: "lied chanson canción música brano песн трек 歌 曲",
  play: "spiel joue reproduc toca игра включ 播放 再生",
  pause: "pausier pausa пауз приостанов 暂停 一時停止",
  current: "aktuell actuel actual atual текущ сейчас 当前 现在 現在",
  today: "heute aujourd hoy hoje oggi сегодня 今天 今日",
  weather: "wetter météo clima tempo погод 天气 天気",
  password: "passwort kennwort contraseñ senha парол 密码 パスワード",
  disable: "deaktivier sperr désactiv desactiv отключ заблок 禁用 無効",
  enable: "aktivier activ включ 启用 有効",
};

/** Any letter that English does not use, so that English text is never taken for another language. */
const FOREIGN_LETTER = /[^\p{ASCII}\p{P}\p{S}\s]/u;
const SCRIPT_WITHOUT_SPACES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Small words that give a language away which is written in plain Latin letters. */
const SMALL_FOREIGN_WORD =
  /\b(der|die|das|den|ein|eine|einen|und|mit|bitte|mir|le|les|une|dans|avec|el|los|las|una|para|por|il|gli|della|uma)\b/;

/** English words for the foreign ones in `text`, in lower case; empty for English. */
export function translateWords(text: string): string[] {
  const lower = text.toLowerCase();
  const isForeign = FOREIGN_LETTER.test(lower) || SMALL_FOREIGN_WORD.test(lower);
  if (!isForeign) return [];
  const words = lower.match(/[\p{L}]+/gu) ?? [];
  const english: string[] = [];
  for (const [meaning, beginnings] of Object.entries(BEGINNINGS)) {
    if (beginnings.split(" ").some((beginning) => occurs(beginning, lower, words))) english.push(meaning);
  }
  return english;
}

function occurs(beginning: string, text: string, words: readonly string[]): boolean {
  if (SCRIPT_WITHOUT_SPACES.test(beginning)) return text.includes(beginning);
  return words.some((word) => word.startsWith(beginning));
}
